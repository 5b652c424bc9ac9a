namespace Relay.WahelpGateway;

/// <summary>The ways to put a text into a conversation at Wahelp, as evidence and commands name them.</summary>
internal static class SendingWay
{
    /// <summary><c>POST …/messages</c>.</summary>
    public const string Messages = "messages";

    /// <summary><c>POST …/send_message/{user}</c>.</summary>
    public const string SendMessage = "send_message";

    /// <summary>The same with <c>destination=from</c>.</summary>
    public const string From = "from";

    /// <summary>The same with <c>destination=comment</c>.</summary>
    public const string Comment = "comment";
}

/// <summary>What became of a text that learning sent, as evidence holds it.</summary>
internal static class WayShown
{
    /// <summary>Managers see it as meant, and it did not go to the client.</summary>
    public const string Recorded = "recorded";

    /// <summary>It went to the client.</summary>
    public const string Sent = "sent";

    /// <summary>Wahelp took it, and nobody sees it as meant.</summary>
    public const string Nowhere = "nowhere";

    /// <summary>Wahelp refused it.</summary>
    public const string Refused = "refused";

    /// <summary>It was tried, and nobody said or saw enough.</summary>
    public const string Unknown = "unknown";
}
