using System.Globalization;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Configuration;

namespace Relay.Delivery.Messages;

/// <summary>
/// The line that says when a message was written, above the words of one that was first sent long after that. It depends on nothing but what
/// is kept of the message: all attempts and parts have the same words, so an echo is known by them.
/// </summary>
public static class LateMark
{
    /// <summary>The words, below the line if the message is late.</summary>
    /// <param name="words">What is sent.</param>
    /// <param name="message">What it is sent of.</param>
    /// <param name="writtenAt">When it was written.</param>
    /// <param name="relay">Tells the language and the time zone.</param>
    public static string Put(string words, OutgoingMessage message, DateTimeOffset writtenAt, RelayOptions relay) =>
        message.FirstAttemptAt - writtenAt > Timings.LateAfter ? Line(TimeZoneInfo.ConvertTime(writtenAt, relay.Zone), relay.Language) + "\n" + words : words;

    private static string Line(DateTimeOffset at, RelayLanguage language) => language == RelayLanguage.En
        ? string.Create(CultureInfo.InvariantCulture, $"(written on {at:d MMM} at {at:HH:mm})")
        : string.Create(CultureInfo.InvariantCulture, $"(написано {at:dd.MM} в {at:HH:mm})");
}
