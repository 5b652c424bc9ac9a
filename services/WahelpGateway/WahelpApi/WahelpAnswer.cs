namespace Relay.WahelpGateway.WahelpApi;

/// <summary>How far an attempt to send got, and what came back there.</summary>
/// <param name="Step">Where it ended.</param>
/// <param name="Status">The HTTP status; null where no answer came.</param>
/// <param name="Body">The answer's body as text; empty where none came. May be no JSON.</param>
internal sealed record WahelpAnswer(WahelpStep Step, int? Status, string Body = "")
{
    private AnswerSays? says;

    /// <summary>How long Wahelp asks to wait; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>False where provably no byte of the request's body left. Says nothing where an answer came.</summary>
    public bool MayHaveLeft { get; init; } = true;

    /// <summary>The client's words that were sent: an answer may quote them.</summary>
    public string Sent { get; init; } = "";

    /// <summary>What the body says, read once.</summary>
    public AnswerSays Says => says ??= AnswerSays.Of(Step, Body);
}

/// <summary>The calls that one message may take, in their order. Only the last one shows the text to anybody.</summary>
internal enum WahelpStep
{
    /// <summary>Getting a token.</summary>
    LogIn,

    /// <summary>Profile <c>send_message</c>: the channel's user by phone.</summary>
    FindUser,

    /// <summary>The message itself.</summary>
    Send,

    /// <summary>Not of a message: what stands in the channel.</summary>
    ReadHistory,

    /// <summary>Not of a message: the project's channels, and how ours is.</summary>
    AskAccount,
}
