using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>A learning run, in memory.</summary>
internal sealed partial class FakeDatabase : ILearning
{
    private readonly List<(LearningRecord Record, IReadOnlyList<string> Ids)> learned = [];

    /// <summary>The current run.</summary>
    public LearningRun? Run { get; set; }

    /// <summary>True if it cannot be read.</summary>
    public bool LearningIsAway { get; set; }

    /// <summary>The number of its records.</summary>
    public int Learned => learned.Count;

    public ValueTask<LearningRun?> CurrentAsync(CancellationToken cancellationToken) => LearningIsAway ? throw new TimeoutException() : new(Run);

    public async Task BeginAsync(LearningRun run, CancellationToken cancellationToken)
    {
        await EndAsync(cancellationToken);
        Run = run;
    }

    public Task KeepAsync(string kind, string body, CancellationToken cancellationToken) => KeepAsync(kind, body, []);

    public Task KeepWebhookAsync(string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken) =>
        isSure || learned.Exists(one => one.Ids.Intersect(ids).Any()) ? KeepAsync(LearningKind.Webhook, body, ids) : Task.CompletedTask;

    Task<IReadOnlyList<LearningRecord>> ILearning.ReadAsync(CancellationToken cancellationToken)
    {
        lock (learned)
        {
            return Task.FromResult<IReadOnlyList<LearningRecord>>([.. learned.Select(one => one.Record)]);
        }
    }

    public Task EndAsync(CancellationToken cancellationToken)
    {
        lock (learned)
        {
            learned.Clear();
        }

        Run = null;
        return Task.CompletedTask;
    }

    public Task RelearnAsync(string fact, string value, CancellationToken cancellationToken)
    {
        facts[fact] = value;
        return Task.CompletedTask;
    }

    private Task KeepAsync(string kind, string body, IReadOnlyList<string> ids)
    {
        lock (learned)
        {
            learned.Add((new LearningRecord(kind, TimeProvider.System.GetUtcNow(), body), ids));
        }

        return Task.CompletedTask;
    }
}
