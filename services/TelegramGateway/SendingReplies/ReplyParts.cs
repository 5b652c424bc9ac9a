using Relay.TelegramGateway.SendingMessages;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingReplies;

/// <summary>A reply as its client is to see it: a file with its caption, if there is one, and texts.</summary>
/// <param name="File">The file, as <see cref="Shown.File"/> names it; null if none is shown.</param>
/// <param name="Caption">The text under the file; empty if there is none.</param>
/// <param name="Texts">The messages after it, or instead of it.</param>
internal sealed record ReplyParts(string? File, string Caption, IReadOnlyList<string> Texts)
{
    /// <summary>Before an edited text that comes as a new message, because the one that it changes is not there.</summary>
    public const string EditMark = "✏️ ";

    /// <summary>In UTF-16 code units (telegram-api: "text, caption").</summary>
    private const int LongestCaption = 1024;

    /// <summary>The place of the first text.</summary>
    public int FirstText => File is null ? 0 : 1;

    /// <summary>A text that is too long for a caption follows the file.</summary>
    public static ReplyParts Of(string? file, string words) => file is not null && words.Length <= LongestCaption
        ? new(file, string.IsNullOrWhiteSpace(words) ? "" : words, [])
        : new(file, "", [.. TextSplitter.Split(words).Where(part => !string.IsNullOrWhiteSpace(part))]); // Telegram refuses blank ones

    /// <summary>The text with the mark of an edit, if there is room for it.</summary>
    public static string Mark(string part) => part.Length + EditMark.Length <= TextSplitter.Limit ? EditMark + part : part;

    /// <summary>The message with the file.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="file">The file's bytes.</param>
    public TelegramFile FilePart(long chat, ReplyFile.Ready file) => new(chat, file.Kind, file.Content, file.Size, file.Name, Caption, file.FileId)
    {
        FollowsClient = true,
        Message = file.Message,
        Shown = new(Part: 0, Shown.Captioned(File!, Caption)),
    };

    /// <summary>The message with a text.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="place">Which of <see cref="Texts"/>.</param>
    public TelegramText TextPart(long chat, int place) => new(chat, Texts[place])
    {
        FollowsClient = true,
        Shown = new(FirstText + place, Shown.Text(Texts[place])),
    };
}
