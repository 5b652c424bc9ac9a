using System.Text;
using Relay.Contracts.Telegram;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>
/// A formatted text without formatting, which Wahelp does not show. Only what would be lost with it is written out: where a link leads, and that
/// something is a quotation. Code stays as it is, and a custom emoji is its plain one already.
/// </summary>
internal static class PlainText
{
    private const string Sign = "> ";

    public static string Of(string text, IReadOnlyList<TextEntity> entities)
    {
        var plain = new StringBuilder(text);
        foreach (var (at, insert) in entities.SelectMany(entity => Insertions(text, entity)).OrderByDescending(insertion => insertion.At))
        {
            plain.Insert(at, insert);
        }

        return plain.ToString();
    }

    /// <summary>Entities come from outside: their numbers may be anything.</summary>
    private static IEnumerable<(int At, string Insert)> Insertions(string text, TextEntity entity)
    {
        var end = (long)entity.Offset + entity.Length;
        return entity.Offset < 0 || end <= entity.Offset || end > text.Length ? []
            : entity.Url is { Length: > 0 } url ? [((int)end, $" ({url})")]
            : entity.Type is "blockquote" or "expandable_blockquote" ? Quoted(text, entity.Offset, (int)end)
            : [];
    }

    /// <summary>A sign before each line. Telegram shows a quotation as a block, even in the middle of a line.</summary>
    private static IEnumerable<(int At, string Insert)> Quoted(string text, int start, int end)
    {
        if (end < text.Length && text[end] != '\n' && text[end - 1] != '\n')
        {
            yield return (end, "\n");
        }

        for (var at = start + 1; at < end; at++)
        {
            if (text[at - 1] == '\n')
            {
                yield return (at, Sign);
            }
        }

        yield return (start, start > 0 && text[start - 1] != '\n' ? "\n" + Sign : Sign);
    }
}
