using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>A statement with its parameters. It is used once and keeps its result.</summary>
/// <param name="sql">Returns no rows.</param>
public class Statement(string sql)
{
    /// <summary>By the names in the text.</summary>
    public IReadOnlyList<NpgsqlParameter> Parameters { get; init; } = [];

    /// <summary>The number of changed rows, after it ran.</summary>
    public int Changed { get; private set; }

    internal virtual bool ReturnsRows => false;

    internal NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in Parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    internal virtual Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) => Task.CompletedTask;

    internal void Ran(NpgsqlBatchCommand command) => Changed = (int)command.RecordsAffected;
}

/// <summary>A statement that returns rows, with the reader of a row.</summary>
/// <param name="sql">May return rows.</param>
/// <param name="read">Reads one row.</param>
public sealed class Statement<T>(string sql, Func<Row, T> read) : Statement(sql)
{
    private readonly List<T> rows = [];

    /// <summary>The rows, after it ran.</summary>
    public IReadOnlyList<T> Rows => rows;

    internal override bool ReturnsRows => true;

    internal override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(new Row(reader)));
        }
    }
}
