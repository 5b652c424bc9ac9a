using Relay.Contracts.Telegram;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Puts a client's message into the words that managers read. A pure function.</summary>
/// <param name="language">The managers' language.</param>
internal sealed class Wording(RelayLanguage language)
{
    /// <summary>In UTF-16 code units.</summary>
    private const int LongestQuote = 100;

    /// <summary>The content alone.</summary>
    /// <param name="tellsTooBig">True to say of a file that it is too big for bots.</param>
    public Worded Of(MessageContent content, bool tellsTooBig) => content switch
    {
        MessageContent.Words words when !string.IsNullOrWhiteSpace(words.Text) => new(ClientMessageKind.Text, words.Text, words.Entities),
        MessageContent.Words => new(ClientMessageKind.Placeholder, $"[{Words.EmptyPlaceholder(language)}]", []),
        MessageContent.SharedContact contact => new(
            ClientMessageKind.Placeholder,
            $"[{Words.ContactPlaceholder(language)}] {string.Join(", ", new[] { contact.Name, contact.Phone }.Where(part => part.Length > 0))}".TrimEnd(),
            []),
        MessageContent.Media { File: { IsTooBig: true } file } media when tellsTooBig => Of(media with { Details = TooBig(media.Details, file) }),
        MessageContent.Media media => Of(media),
        _ => throw new InvalidOperationException("An unknown content."),
    };

    /// <summary>The content with lines above it that say whom it was forwarded from and what it answers.</summary>
    public Worded InContext(Worded worded, ReceivedUpdate.PrivateMessage message)
    {
        var above = "";
        if (message.ForwardedFrom is { } author)
        {
            above = Words.Forwarded(language, OneLine(author)) + "\n";
        }

        if (message.Answers is { } answered && Quote(answered) is { Length: > 0 } quote)
        {
            above += $"> {quote}\n";
        }

        return above.Length == 0 ? worded : worded with { Text = above + worded.Text, Entities = Shifted(worded.Entities, above.Length) };
    }

    private Worded Of(MessageContent.Media media)
    {
        // The emoji of a sticker or a dice is within the brackets, text follows them.
        var isSign = media.Kind is MediaKind.Sticker or MediaKind.Dice;
        var name = Words.Placeholder(language, media.Kind);
        var placeholder = isSign ? $"[{$"{name} {media.Details}".TrimEnd()}]" : $"[{name}] {media.Details}".TrimEnd();
        if (string.IsNullOrWhiteSpace(media.Caption))
        {
            return new(ClientMessageKind.Placeholder, placeholder, []);
        }

        return new(ClientMessageKind.Placeholder, $"{placeholder} {media.Caption}", Shifted(media.Entities, placeholder.Length + 1));
    }

    private string TooBig(string name, ClientFile file) =>
        $"{(name.Length > 0 ? name + ", " : "")}{Words.TooBig(language, megabytes: (file.Size ?? 0) / (1024 * 1024))}";

    /// <summary>On one line, short enough to be recognised.</summary>
    private string Quote(Answered answered)
    {
        var text = OneLine(answered switch
        {
            { Quote: { } quote } => quote,
            { Content: { } content } => Of(content, tellsTooBig: false).Text,
            _ => "",
        });
        if (text.Length <= LongestQuote)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote;
        return text[..end].TrimEnd() + "…";
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();

    private static IReadOnlyList<TextEntity> Shifted(IReadOnlyList<TextEntity> entities, int by) =>
        [.. entities.Select(entity => entity with { Offset = entity.Offset + by })];
}

/// <summary>A message in words.</summary>
/// <param name="Text">Never empty.</param>
/// <param name="Entities">The formatting of the text.</param>
internal sealed record Worded(ClientMessageKind Kind, string Text, IReadOnlyList<TextEntity> Entities);
