using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>
/// A row of a result, read by column name: a missing or renamed column is an error, never another column's value. Valid only while the reader is on
/// it.
/// </summary>
public readonly struct Row
{
    private readonly NpgsqlDataReader reader;

    internal Row(NpgsqlDataReader reader) => this.reader = reader;

    /// <summary>True if the column is null.</summary>
    public bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));

    /// <summary>A uuid.</summary>
    public Guid Id(string column) => reader.GetGuid(reader.GetOrdinal(column));

    /// <summary>A uuid; null if the column is.</summary>
    public Guid? IdOrNull(string column) => IsNull(column) ? null : Id(column);

    /// <summary>A text that is not null.</summary>
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    /// <summary>A text; null if the column is.</summary>
    public string? TextOrNull(string column) => IsNull(column) ? null : Text(column);

    /// <summary>A bigint.</summary>
    public long Number(string column) => reader.GetInt64(reader.GetOrdinal(column));

    /// <summary>A bigint; null if the column is.</summary>
    public long? NumberOrNull(string column) => IsNull(column) ? null : Number(column);

    /// <summary>An integer.</summary>
    public int Count(string column) => reader.GetInt32(reader.GetOrdinal(column));

    /// <summary>A double precision.</summary>
    public double Amount(string column) => reader.GetDouble(reader.GetOrdinal(column));

    /// <summary>A double precision; null if the column is.</summary>
    public double? AmountOrNull(string column) => IsNull(column) ? null : Amount(column);

    /// <summary>A boolean.</summary>
    public bool Is(string column) => reader.GetBoolean(reader.GetOrdinal(column));

    /// <summary>A timestamp.</summary>
    public DateTimeOffset Time(string column) => reader.GetFieldValue<DateTimeOffset>(reader.GetOrdinal(column));

    /// <summary>A timestamp; null if the column is.</summary>
    public DateTimeOffset? TimeOrNull(string column) => IsNull(column) ? null : Time(column);

    /// <summary>Seconds as a time span, never negative: the clocks of two transactions may differ by moments.</summary>
    public TimeSpan Seconds(string column) => TimeSpan.FromSeconds(Math.Max(0, Amount(column)));

    /// <summary>Seconds as a time span; null if the column is.</summary>
    public TimeSpan? SecondsOrNull(string column) => IsNull(column) ? null : Seconds(column);

    /// <summary>Texts; empty if the array is empty.</summary>
    public IReadOnlyList<string> Texts(string column) => reader.GetFieldValue<string[]>(reader.GetOrdinal(column));

    /// <summary>Bytes.</summary>
    public byte[] Bytes(string column) => reader.GetFieldValue<byte[]>(reader.GetOrdinal(column));
}
