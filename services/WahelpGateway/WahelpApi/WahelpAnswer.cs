namespace Relay.WahelpGateway.WahelpApi;

/// <summary>How far an attempt to send got, and what came back.</summary>
/// <param name="Step">The step at which it ended.</param>
/// <param name="Status">The HTTP status; null if no answer came.</param>
/// <param name="Body">The answer's body as text; empty if there is none. May not be JSON.</param>
internal sealed record WahelpAnswer(WahelpStep Step, int? Status, string Body = "")
{
    private AnswerSays? says;

    /// <summary>How long Wahelp asks to wait; null if it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>False if provably no byte of the request's body left. Meaningless if an answer came.</summary>
    public bool MayHaveLeft { get; init; } = true;

    /// <summary>The client's text that was sent: an answer may quote it.</summary>
    public string Sent { get; init; } = "";

    /// <summary>The meaning of the body, parsed once.</summary>
    public AnswerSays Says => says ??= AnswerSays.Of(Step, Body);
}

/// <summary>The calls for one message, in their order. Only the last one shows the text to anybody.</summary>
internal enum WahelpStep
{
    /// <summary>Getting a token.</summary>
    LogIn,

    /// <summary>Profile <c>send_message</c>: the channel's user by phone.</summary>
    FindUser,

    /// <summary>The message itself.</summary>
    Send,

    /// <summary>Not for a message: the channel's history.</summary>
    ReadHistory,

    /// <summary>Not for a message: the project's channels and the state of ours.</summary>
    AskAccount,
}
