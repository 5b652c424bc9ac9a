namespace Relay.WahelpGateway.Persistence;

/// <summary>Who tells of a message: an event of the webhook, or an item of the history.</summary>
internal enum Source
{
    Webhook,
    History,
}

/// <summary>What the account has shown so far: only that is relied on. Nobody here has seen Wahelp, and accounts differ.</summary>
internal sealed class Facts(IReadOnlyDictionary<string, string> known)
{
    /// <summary>The channel's number, as events have it beside our uuid.</summary>
    public const string ChannelNumber = "channel number";

    private const int LongestWord = 60;

    public static Facts None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>What is made before this may have been forgotten by a restored database; null if it never was.</summary>
    public DateTimeOffset? RestoredBefore { get; init; }

    /// <summary>An id that a send returned under one name was met under another (or the same), with the same words.</summary>
    public static string SameIds(string sent, Source source, string met) => $"ids: send {sent} = {Word(source)} {met}";

    /// <summary>Answers gave two different messages the same id under this name: it is no message's.</summary>
    public static string NamesNoMessage(string sent) => $"ids: send {sent} = no message";

    /// <summary>A message of ours was met by its id, as one of this direction.</summary>
    public static string OursComeAs(Source source, string direction) =>
        $"ours: {Word(source)} as {(direction.Length == 0 ? "none" : direction[..Math.Min(direction.Length, LongestWord)])}";

    /// <summary>What was sent comes back without an id that its answer had.</summary>
    public static string EchoesWithoutIds(Source source) => $"ours: {Word(source)} without ids";

    /// <summary>The history has, under this name, the id of a manager's message that a webhook brought.</summary>
    public static string HistoryHasWebhooks(string name) => $"ids: webhook = history {name}";

    /// <summary>What learning saw become of a text that was sent by one way: a word of <see cref="WayShown"/>.</summary>
    public static string Way(string channelUuid, string way) => $"way: {way} of {channelUuid}";

    /// <summary>What events and the history have shown by themselves, in words.</summary>
    public IEnumerable<string> Seen =>
        known.Keys.Where(fact => fact.StartsWith("ids: ", StringComparison.Ordinal) || fact.StartsWith("ours: ", StringComparison.Ordinal)).Order(
            StringComparer.Ordinal);

    public bool Know(string fact) => known.ContainsKey(fact);

    public string? ValueOf(string fact) => known.GetValueOrDefault(fact);

    private static string Word(Source source) => source == Source.Webhook ? "webhook" : "history";
}
