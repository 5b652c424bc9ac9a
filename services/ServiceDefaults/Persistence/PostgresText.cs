using System.Text;

namespace Relay.ServiceDefaults.Persistence;

/// <summary>Text that PostgreSQL can store.</summary>
public static class PostgresText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with U+0000 and lone surrogates replaced by U+FFFD: PostgreSQL stores neither.</summary>
    public static string Storable(string text) => IsStorable(text) ? text : Replace(text);

    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !IsPair(text, i++)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPair(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);

    private static string Replace(string text)
    {
        var storable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Runes already have lone surrogates replaced.
            storable.Append(rune.Value == 0 ? Replacement.ToString() : rune.ToString());
        }

        return storable.ToString();
    }
}
