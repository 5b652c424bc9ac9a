using Npgsql;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;

namespace Relay.WahelpGateway.Persistence;

internal sealed class LearningTable(NpgsqlDataSource database, TimeProvider time) : ILearning
{
    /// <summary>The safety net if nobody calls <see cref="CurrentAsync"/> for long.</summary>
    public static readonly Removal Over = new("learning", "id", "ends_at", TimeSpan.Zero);

    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private Task<LearningRun?>? read;
    private long readAt;

    public ValueTask<LearningRun?> CurrentAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (read is null || (read.IsCompleted && time.GetElapsedTime(readAt) >= ReadAgainAfter))
            {
                (read, readAt) = (QueryAsync(), time.GetTimestamp());
            }

            return new(read.WaitAsync(cancellationToken));
        }
    }

    public async Task BeginAsync(LearningRun run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH before AS (DELETE FROM learning)
            INSERT INTO learning (kind, at, ends_at, ids, body) VALUES (@kind, now(), now() + interval '15 min', '{}', @body)
            """);
        command.Parameters.AddRange(new NpgsqlParameter[] { new("kind", LearningKind.Run), new("body", MessageJson.Write(run)) });
        await command.ExecuteNonQueryAsync(cancellationToken);
        Forget();
    }

    public Task KeepAsync(string kind, string body, CancellationToken cancellationToken) => InsertAsync(kind, body, [], isSure: true, cancellationToken);

    public Task KeepWebhookAsync(string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken) =>
        InsertAsync(LearningKind.Webhook, body, ids, isSure, cancellationToken);

    public async Task<IReadOnlyList<LearningRecord>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT kind, at, body FROM learning WHERE kind <> @run AND ends_at > now() ORDER BY id");
        command.Parameters.Add(new("run", LearningKind.Run));
        var kept = new List<LearningRecord>();
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            kept.Add(new LearningRecord(rows.GetString(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetString(2)));
        }

        return kept;
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM learning");
        await command.ExecuteNonQueryAsync(cancellationToken);
        Forget();
    }

    private async Task InsertAsync(string kind, string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO learning (kind, at, ends_at, ids, body)
            SELECT @kind, now(), ends_at, @ids, @body FROM learning
            WHERE kind = @run AND ends_at > now() AND (@sure OR EXISTS (SELECT FROM learning WHERE ids && @ids))
            """);
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new("kind", kind), new("ids", ids.ToArray()), new("body", body), new("run", LearningKind.Run), new("sure", isSure),
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<LearningRun?> QueryAsync()
    {
        await using var command = database.CreateCommand(
            "WITH over AS (DELETE FROM learning WHERE ends_at <= now()) SELECT body FROM learning WHERE kind = @run AND ends_at > now() ORDER BY id DESC LIMIT 1");
        command.Parameters.Add(new("run", LearningKind.Run));
        return await command.ExecuteScalarAsync() is string body ? MessageJson.Read<LearningRun>(body) : null;
    }

    private void Forget()
    {
        lock (gate)
        {
            read = null;
        }
    }
}
