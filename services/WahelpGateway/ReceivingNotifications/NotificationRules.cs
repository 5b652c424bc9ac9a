using System.Security.Cryptography;
using System.Text;
using Relay.ServiceDefaults.Importing;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary>The rules for notifications.</summary>
internal sealed class NotificationRules(SpelledPhones phones, WahelpOptions options)
{
    private const int LongestId = 100;
    private const int LongestText = 16_000;

    /// <summary>The notification; or why it is refused, without content.</summary>
    public (Notification? Notification, string? Refused) Check(string? id, string? phone, string? text, bool note) =>
        string.IsNullOrEmpty(id) ? (null, "it has no id")
        : !IsId(id) ? (null, $"its id is not made of at most {LongestId} letters, digits, and . _ : -")
        : CutNumbers.Are(phone) ? (null, CutNumbers.Words)
        : !phones.TryRead(phone, out var e164) ? (null, "its phone is not a phone number")
        : string.IsNullOrWhiteSpace(text) ? (null, "its text is empty")
        : text.Length > LongestText ? (null, $"its text is longer than {LongestText} characters")
        : NoteMark.Is(text) ? (null, "its text begins as the relay's notes to managers do, which no client ever gets")
        : note && options.ReachesClient ? (null, "in profile send_message the note would go to the client: ask for none")
        : (new Notification(id, e164, PostgresText.Storable(text), note), null);

    /// <summary>The id of a row without one: the same text goes to the same phone once, however often the file is sent.</summary>
    public static string IdOfContent(string phone, string text) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(phone + "\n" + text)));

    private static bool IsId(string id) => id.Length <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-');
}
