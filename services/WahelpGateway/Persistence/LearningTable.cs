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
        var begin = new Statement(
            """
            WITH before AS (DELETE FROM learning)
            INSERT INTO learning (kind, at, ends_at, ids, body) VALUES (@kind, now(), now() + interval '15 min', '{}', @body)
            """)
        {
            Parameters = [new("kind", LearningKind.Run), new("body", MessageJson.Write(run))],
        };
        await database.RunAsync(begin, cancellationToken);
        Forget();
    }

    public Task KeepAsync(string kind, string body, CancellationToken cancellationToken) => InsertAsync(kind, body, [], isSure: true, cancellationToken);

    public Task KeepWebhookAsync(string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken) =>
        InsertAsync(LearningKind.Webhook, body, ids, isSure, cancellationToken);

    public Task<IReadOnlyList<LearningRecord>> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        new Statement<LearningRecord>(
            "SELECT kind, at, body FROM learning WHERE kind <> @run AND ends_at > now() ORDER BY id",
            row => new LearningRecord(row.Text("kind"), row.Time("at"), row.Text("body")))
        {
            Parameters = [new("run", LearningKind.Run)],
        },
        cancellationToken);

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await database.RunAsync(new Statement("DELETE FROM learning"), cancellationToken);
        Forget();
    }

    private Task InsertAsync(string kind, string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken) => database.RunAsync(
        new Statement(
            """
            INSERT INTO learning (kind, at, ends_at, ids, body)
            SELECT @kind, now(), ends_at, @ids, @body FROM learning
            WHERE kind = @run AND ends_at > now() AND (@sure OR EXISTS (SELECT FROM learning WHERE ids && @ids))
            """)
        {
            Parameters = [new("kind", kind), Column.Of("ids", ids), new("body", body), new("run", LearningKind.Run), new("sure", isSure)],
        },
        cancellationToken);

    private async Task<LearningRun?> QueryAsync()
    {
        var current = new Statement<string>(
            "WITH over AS (DELETE FROM learning WHERE ends_at <= now()) SELECT body FROM learning WHERE kind = @run AND ends_at > now() ORDER BY id DESC "
                + "LIMIT 1",
            row => row.Text("body"))
        {
            Parameters = [new("run", LearningKind.Run)],
        };
        return await database.ReadAsync(current, CancellationToken.None) is [var body] ? MessageJson.Read<LearningRun>(body) : null;
    }

    private void Forget()
    {
        lock (gate)
        {
            read = null;
        }
    }
}
