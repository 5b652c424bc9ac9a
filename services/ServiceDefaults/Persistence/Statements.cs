using Npgsql;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Runs statements: a list goes in one round trip, and each statement reads its own rows.</summary>
public static class Statements
{
    /// <summary>Runs them in order, within the connection's transaction; without one they are their own transaction.</summary>
    /// <param name="timeout">How long to wait for it, if the connection's own limit is too long.</param>
    public static async Task RunAsync(
        this NpgsqlConnection connection, IReadOnlyList<Statement> statements, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        if (statements.Count > 0)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Timeout = timeout is { } limit ? (int)limit.TotalSeconds : batch.Timeout;
            await RunAsync(batch, statements, cancellationToken);
        }
    }

    /// <inheritdoc cref="RunAsync(NpgsqlConnection, IReadOnlyList{Statement}, CancellationToken, TimeSpan?)"/>
    public static Task RunAsync(this NpgsqlConnection connection, Statement statement, CancellationToken cancellationToken) =>
        connection.RunAsync([statement], cancellationToken);

    /// <summary>Runs them in order as their own transaction.</summary>
    public static async Task RunAsync(this NpgsqlDataSource database, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        await RunAsync(batch, statements, cancellationToken);
    }

    /// <inheritdoc cref="RunAsync(NpgsqlDataSource, IReadOnlyList{Statement}, CancellationToken)"/>
    public static Task RunAsync(this NpgsqlDataSource database, Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync([statement], cancellationToken);

    /// <summary>Runs the statement and returns its rows.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this NpgsqlDataSource database, Statement<T> statement, CancellationToken cancellationToken)
    {
        await database.RunAsync([statement], cancellationToken);
        return statement.Rows;
    }

    /// <inheritdoc cref="ReadAsync{T}(NpgsqlDataSource, Statement{T}, CancellationToken)"/>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(this NpgsqlConnection connection, Statement<T> statement, CancellationToken cancellationToken)
    {
        await connection.RunAsync([statement], cancellationToken);
        return statement.Rows;
    }

    /// <summary>Runs them in their own transaction and commits it.</summary>
    public static async Task CommitAsync(this NpgsqlDataSource database, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var commit = await connection.BeginTransactionAsync(cancellationToken);
        await connection.RunAsync(statements, cancellationToken);
        await commit.CommitAsync(cancellationToken);
    }

    private static async Task RunAsync(NpgsqlBatch batch, IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(statement.ToCommand());
        }

        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            var hasResult = reader.FieldCount > 0;
            foreach (var statement in statements.Where(statement => statement.ReturnsRows))
            {
                if (!hasResult)
                {
                    throw new InvalidOperationException("A statement with a reader returned no result: declare it without a reader.");
                }

                await statement.ReadAsync(reader, cancellationToken);
                hasResult = await reader.NextResultAsync(cancellationToken);
            }

            if (hasResult)
            {
                throw new InvalidOperationException("A statement without a reader returned rows: declare it with a reader.");
            }
        }

        for (var i = 0; i < statements.Count; i++)
        {
            statements[i].Ran(batch.BatchCommands[i]);
        }
    }
}
