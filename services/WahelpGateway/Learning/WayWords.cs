namespace Relay.WahelpGateway.Learning;

/// <summary>The methods and their results, in words for people.</summary>
internal static class WayWords
{
    public static readonly IReadOnlyDictionary<string, string> Calls = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [SendingWay.Messages] = "POST …/messages",
        [SendingWay.SendMessage] = "POST …/send_message",
        [SendingWay.From] = "POST …/send_message with destination=from",
        [SendingWay.Comment] = "POST …/send_message with destination=comment",
    };

    public static string Of(string way, string shown) => $"{Calls[way]}: " + shown switch
    {
        WayShown.Recorded when way == SendingWay.Comment => "managers see the text, the client does not get it.",
        WayShown.Recorded => "managers see the text as the client's, the client does not get it.",
        WayShown.Sent => "the CLIENT gets the text.",
        WayShown.Nowhere => "Wahelp accepts it, but nobody sees the text as intended.",
        WayShown.Refused => "Wahelp refuses it.",
        _ => "tried, and not clear.",
    };
}
