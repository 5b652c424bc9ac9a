using System.Globalization;
using System.Text.RegularExpressions;

namespace Relay.Harness.Checking;

/// <summary>A message of the checker's traffic: its text has its direction and its number, which rises for each client and direction.</summary>
/// <param name="Phone">The conversation's phone, in E.164.</param>
/// <param name="Number">From 1.</param>
public readonly partial record struct Numbered(string Phone, int Number)
{
    private const string Question = "вопрос";
    private const string Answer = "ответ";

    /// <summary>The text for <see cref="SandboxBulk.Text"/>.</summary>
    public static string Template(Direction direction) => (direction == Direction.ToWahelp ? Question : Answer) + " {n}";

    /// <summary>The text of one message.</summary>
    public static string TextOf(Direction direction, int number) =>
        Template(direction).Replace("{n}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The number in a text of this direction's traffic; null for anything else: a prompt, a note, a contact.</summary>
    public static int? NumberOf(Direction direction, string? text) =>
        text is not null && Form().Match(text) is { Success: true } match
            && match.Groups[1].Value == (direction == Direction.ToWahelp ? Question : Answer)
            ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    [GeneratedRegex($"^({Question}|{Answer}) ([0-9]{{1,9}})$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
