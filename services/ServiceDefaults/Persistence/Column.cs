using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>An array parameter, for <c>ANY</c> and <c>unnest</c>.</summary>
public static class Column
{
    /// <summary>These values.</summary>
    public static NpgsqlParameter Of<T>(string name, IEnumerable<T> values) => new NpgsqlParameter<T[]>(name, [.. values]);

    /// <summary>One column of many rows.</summary>
    public static NpgsqlParameter Of<T, TValue>(string name, IReadOnlyList<T> rows, Func<T, TValue> of)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = of(rows[i]);
        }

        return new NpgsqlParameter<TValue[]>(name, values);
    }
}
