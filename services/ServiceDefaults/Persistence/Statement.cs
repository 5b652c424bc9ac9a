using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>One statement with its parameters. It is made for one use: what it did is kept on it.</summary>
/// <param name="sql">Returns no rows.</param>
public class Statement(string sql)
{
    /// <summary>By name, as the text names them.</summary>
    public IReadOnlyList<NpgsqlParameter> Parameters { get; init; } = [];

    /// <summary>How many rows it changed, once it ran.</summary>
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

/// <summary>One statement that returns rows, and how a row is read.</summary>
/// <param name="sql">Returns rows, or none.</param>
/// <param name="read">Reads one of them.</param>
public sealed class Statement<T>(string sql, Func<Row, T> read) : Statement(sql)
{
    private readonly List<T> rows = [];

    /// <summary>What it returned, once it ran.</summary>
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
