using System.Globalization;
using System.Text;

namespace Relay.ServiceDefaults;

/// <summary>
/// Makes foreign JSON safe to parse. System.Text.Json accepts <c>"\ud83d"</c> (half an emoji, a result of careless cutting) and throws only when the
/// string is read; <c>"\u0000"</c> is accepted until PostgreSQL refuses it.
/// </summary>
public static class JsonText
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON, with escapes of lone surrogates replaced by U+FFFD and escapes of U+0000 replaced or removed, in names and values.</summary>
    /// <param name="lone">The replacement of a lone surrogate.</param>
    /// <param name="zero">The replacement of U+0000; empty removes it. A replacement of one unit keeps the offsets of formatting.</param>
    public static string Clean(string json, string zero = "", string lone = "\\ufffd")
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
        {
            return json;
        }

        var clean = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length;)
        {
            var length = json[i] != '\\' ? 1 : Unit(json, i) is null ? 2 : EscapeLength;
            length = Math.Min(length, json.Length - i);
            if (length < EscapeLength)
            {
                clean.Append(json, i, length);
            }
            else
            {
                length = AppendEscape(clean, json, i, zero, lone);
            }

            i += length;
        }

        return clean.ToString();
    }

    private static int AppendEscape(StringBuilder clean, string json, int at, string zero, string lone)
    {
        var unit = Unit(json, at)!.Value;
        if (char.IsHighSurrogate(unit) && Unit(json, at + EscapeLength) is { } next && char.IsLowSurrogate(next))
        {
            clean.Append(json, at, 2 * EscapeLength);
            return 2 * EscapeLength;
        }

        if (char.IsSurrogate(unit))
        {
            clean.Append(lone);
        }
        else
        {
            clean.Append(unit == '\0' ? zero : json.AsSpan(at, EscapeLength));
        }

        return EscapeLength;
    }

    /// <summary>The UTF-16 unit of the escape <c>\uXXXX</c> at this position; null if there is none.</summary>
    private static char? Unit(string json, int at) =>
        at + EscapeLength <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
