namespace Relay.WahelpGateway.Persistence;

/// <summary>Stores the run of <c>./relay wahelp learn</c>: any instance may serve it, and all instances capture its webhooks.</summary>
internal interface ILearning
{
    /// <summary>The current run; another instance's changes may be two seconds late. Null if there is none.</summary>
    ValueTask<LearningRun?> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>Starts a run of at most 15 minutes, in place of the current one.</summary>
    Task BeginAsync(LearningRun run, CancellationToken cancellationToken);

    /// <summary>Keeps a record of the run; does nothing if it is over.</summary>
    Task KeepAsync(string kind, string body, CancellationToken cancellationToken);

    /// <summary>Keeps an event of the webhook.</summary>
    /// <param name="ids">The message's ids with their names.</param>
    /// <param name="isSure">True if it is of the run's client; otherwise it is kept only if an event with one of its ids is.</param>
    Task KeepWebhookAsync(string body, IReadOnlyList<string> ids, bool isSure, CancellationToken cancellationToken);

    /// <summary>The records of the run, in the order of arrival.</summary>
    Task<IReadOnlyList<LearningRecord>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Ends the run and deletes its records.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}

/// <summary>A run.</summary>
/// <param name="Phone">The test client's, in E.164.</param>
/// <param name="Word">A word that all texts of this run contain.</param>
internal sealed record LearningRun(string Phone, string Word);

/// <summary>A record of a run.</summary>
internal sealed record LearningRecord(string Kind, DateTimeOffset At, string Body);

/// <summary>The kind of a record.</summary>
internal static class LearningKind
{
    /// <summary>The run itself.</summary>
    public const string Run = "run";

    /// <summary>An event of the webhook.</summary>
    public const string Webhook = "webhook";

    /// <summary>A text that was sent, with its answer.</summary>
    public const string Sent = "sent";

    /// <summary>What people saw.</summary>
    public const string Eyes = "eyes";

    /// <summary>An action of the manager, after its events.</summary>
    public const string Act = "act";
}
