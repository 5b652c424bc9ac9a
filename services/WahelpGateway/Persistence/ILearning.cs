namespace Relay.WahelpGateway.Persistence;

/// <summary>Keeps the run of <c>./relay wahelp learn</c>, which any instance may serve and all instances capture webhooks for.</summary>
internal interface ILearning
{
    /// <summary>The run that goes on; another instance's news may be two seconds late. Null if there is none.</summary>
    ValueTask<LearningRun?> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>Begins a run of at most 15 minutes, in place of one that goes on.</summary>
    Task BeginAsync(LearningRun run, CancellationToken cancellationToken);

    /// <summary>Keeps something of the run; nothing if it is over.</summary>
    Task KeepAsync(string kind, string body, CancellationToken cancellationToken);

    /// <summary>Keeps an event of the webhook.</summary>
    /// <param name="ids">The message's ids with their names.</param>
    /// <param name="isSure">True if it is of the run's client; else it is kept only if an event with one of its ids is.</param>
    Task KeepWebhookAsync(string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken);

    /// <summary>What the run has kept, in the order of coming.</summary>
    Task<IReadOnlyList<LearningRecord>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Ends the run and deletes all that it kept.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}

/// <summary>A run.</summary>
/// <param name="Phone">The test client's, in E.164.</param>
/// <param name="Word">What the texts of this run have in common.</param>
internal sealed record LearningRun(string Phone, string Word);

/// <summary>What a run has kept.</summary>
internal sealed record LearningRecord(string Kind, DateTimeOffset At, string Body);

/// <summary>What a record of a run is.</summary>
internal static class LearningKind
{
    /// <summary>The run itself.</summary>
    public const string Run = "run";

    /// <summary>An event of the webhook.</summary>
    public const string Webhook = "webhook";

    /// <summary>A text that was sent, with its answer.</summary>
    public const string Sent = "sent";

    /// <summary>What people saw of it.</summary>
    public const string Eyes = "eyes";

    /// <summary>Something that the manager did, after the events that tell of it.</summary>
    public const string Act = "act";
}
