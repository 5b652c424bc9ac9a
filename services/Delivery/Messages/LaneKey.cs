namespace Relay.Delivery.Messages;

/// <summary>
/// The key of a lane: what runs in it, and whose it is, joined by a colon (<c>{bot id}:{chat id}</c>, <c>note:{phone}</c>). Each message of a
/// lane is delivered after those before it; lanes do not wait for each other.
/// </summary>
public static class LaneKey
{
    /// <summary>What TelegramGateway's bot hears in a chat.</summary>
    public static string OfChat(long botId, long chatId) => FormattableString.Invariant($"{botId}:{chatId}");

    /// <summary>What a Wahelp channel's managers write to a phone.</summary>
    /// <param name="channel">The channel's uuid.</param>
    /// <param name="phone">In E.164.</param>
    public static string OfPhone(string channel, string phone) => $"{channel}:{phone}";

    /// <summary>A lane of a service's own messages.</summary>
    /// <param name="kind">What they are: <c>prompt</c>, <c>note</c>.</param>
    /// <param name="party">Whose lane it is: a phone, a chat, an event.</param>
    public static string OfOwn(string kind, string party) => $"{kind}:{party}";

    /// <inheritdoc cref="OfOwn(string, string)"/>
    public static string OfOwn(string kind, long party) => FormattableString.Invariant($"{kind}:{party}");
}
