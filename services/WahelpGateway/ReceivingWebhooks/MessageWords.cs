using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>The text of an event for the client.</summary>
internal static class MessageWords
{
    /// <summary>
    /// The text, with a placeholder for a file without an address, which cannot be carried; empty for a file with one and no text. A manager's new message
    /// that has neither is most likely a file in an unknown shape: it gets a placeholder too, because otherwise it would be lost silently. Null if there is
    /// nothing to show: an empty text, a status, a message of another author without a text.
    /// </summary>
    public static string? Visible(WebhookEvent seen, Author author, RelayLanguage language)
    {
        var text = seen.Text?.Trim() ?? "";
        var placeholder = seen.FileUrl is not null ? ""
            : seen.Media != MediaKind.None ? Placeholder(seen.Media, language)
            : seen.Text is null && author == Author.Operator && seen.Subject == WebhookSubject.Message ? Unshown(language)
            : "";
        return (text.Length, placeholder.Length) switch
        {
            (0, 0) => seen.FileUrl is null ? null : "",
            (0, _) => placeholder,
            (_, 0) => text,
            _ => $"{text}\n{placeholder}",
        };
    }

    /// <summary>
    /// True if both show the same text. A status event repeats the text, but not always the file beside it: that is no edit.
    /// </summary>
    public static bool SameWords(string one, string other, RelayLanguage language) => Bare(one, language) == Bare(other, language);

    private static string Bare(string text, RelayLanguage language)
    {
        foreach (var media in Enum.GetValues<MediaKind>())
        {
            if (media != MediaKind.None && ("\n" + text).EndsWith("\n" + Placeholder(media, language), StringComparison.Ordinal))
            {
                return text[..^Placeholder(media, language).Length].TrimEnd('\n');
            }
        }

        return text;
    }

    private static string Unshown(RelayLanguage language) => language == RelayLanguage.En ? "[message without text]" : "[сообщение без текста]";

    private static string Placeholder(MediaKind media, RelayLanguage language) => (media, language) switch
    {
        (MediaKind.Photo, RelayLanguage.En) => "[photo]",
        (MediaKind.Photo, _) => "[фото]",
        (MediaKind.Voice, RelayLanguage.En) => "[voice message]",
        (MediaKind.Voice, _) => "[голосовое сообщение]",
        (MediaKind.Video, RelayLanguage.En) => "[video]",
        (MediaKind.Video, _) => "[видео]",
        (_, RelayLanguage.En) => "[file]",
        _ => "[файл]",
    };
}
