namespace Relay.WahelpGateway.Persistence;

/// <summary>The source of a message: an event of the webhook, or an entry of the history.</summary>
internal enum Source
{
    Webhook,
    History,
}

/// <summary>The facts that the account has shown so far. Nothing else is relied on, because accounts differ and nobody here has seen Wahelp.</summary>
internal sealed class Facts(IReadOnlyDictionary<string, string> known)
{
    /// <summary>The channel's number, seen in events beside our uuid.</summary>
    public const string ChannelNumber = "channel number";

    private const int LongestWord = 60;

    public static Facts None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Messages made before this may have been forgotten by a restored database; null if it never was restored.</summary>
    public DateTimeOffset? RestoredBefore { get; init; }

    /// <summary>An id that a send returned under one name was seen under another (or the same), with the same text.</summary>
    public static string SameIds(string sent, Source source, string met) => $"ids: send {sent} = {Word(source)} {met}";

    /// <summary>Answers gave two different messages the same id under this name: it identifies no message.</summary>
    public static string NamesNoMessage(string sent) => $"ids: send {sent} = no message";

    /// <summary>A message of ours was seen by its id, with this direction.</summary>
    public static string OursComeAs(Source source, string direction) =>
        $"ours: {Word(source)} as {(direction.Length == 0 ? "none" : direction[..Math.Min(direction.Length, LongestWord)])}";

    /// <summary>Sends come back without the id in their answer.</summary>
    public static string EchoesWithoutIds(Source source) => $"ours: {Word(source)} without ids";

    /// <summary>The history has shown, under this name, the id of a manager's message that a webhook brought.</summary>
    public static string HistoryHasWebhooks(string name) => $"ids: webhook = history {name}";

    /// <summary>The result of a method in learning: a word of <see cref="WayShown"/>.</summary>
    public static string Way(string channelUuid, string way) => $"way: {way} of {channelUuid}";

    /// <summary>The other facts that events and the history have shown, in words.</summary>
    public IEnumerable<string> Seen =>
        known.Keys.Where(fact => fact.StartsWith("ids: ", StringComparison.Ordinal) || fact.StartsWith("ours: ", StringComparison.Ordinal)).Order(
            StringComparer.Ordinal);

    public bool Know(string fact) => known.ContainsKey(fact);

    public string? ValueOf(string fact) => known.GetValueOrDefault(fact);

    private static string Word(Source source) => source == Source.Webhook ? "webhook" : "history";
}
