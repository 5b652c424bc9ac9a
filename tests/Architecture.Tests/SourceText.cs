using System.Text;

namespace Relay.Architecture.Tests;

/// <summary>The string literals of a C# file, as far as they can be found without a compiler: no comments, no single characters.</summary>
internal sealed class SourceText
{
    private readonly string source;
    private readonly List<(int Line, string Text)> literals = [];
    private int at;

    private SourceText(string source) => this.source = source;

    /// <summary>
    /// Each literal with the line that it begins on; what stands in the holes of an interpolated one is left out, but literals in them count.
    /// </summary>
    public static IReadOnlyList<(int Line, string Text)> Literals(string source)
    {
        var text = new SourceText(source);
        text.ReadCode(isHole: false, braces: 0);
        return text.literals;
    }

    /// <summary>To the end of the file, or to the brace that closes a hole.</summary>
    private void ReadCode(bool isHole, int braces)
    {
        for (var depth = 0; at < source.Length;)
        {
            if (isHole && depth == 0 && Looks(new string('}', braces)))
            {
                at += braces;
                return;
            }

            depth += source[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (Looks("//"))
            {
                at = EndOf("\n");
            }
            else if (Looks("/*"))
            {
                at = EndOf("*/");
            }
            else if (source[at] == '\'')
            {
                at += source[at + 1] == '\\' ? 2 : 1;
                at = EndOf("'");
            }
            else if (source[at] is '"' or '$' or '@')
            {
                ReadLiteral();
            }
            else
            {
                at++;
            }
        }
    }

    private void ReadLiteral()
    {
        var (start, begin) = (at, at + source.AsSpan(at).IndexOfAnyExcept('$', '@'));
        if (source[begin] != '"')
        {
            at = begin; // @name
            return;
        }

        var prefix = source[start..begin];
        var quotes = source.AsSpan(begin).IndexOfAnyExcept('"') is var count && count < 0 ? source.Length - begin : count;
        if (quotes == 2)
        {
            at = begin + 2;
            return;
        }

        var isRaw = quotes > 2;
        at = begin + (isRaw ? quotes : 1);
        Read(source.AsSpan(0, start).Count('\n') + 1, isRaw ? quotes : 1, isRaw, isVerbatim: prefix.Contains('@'), braces: prefix.Count('$'));
    }

    private void Read(int line, int quotes, bool isRaw, bool isVerbatim, int braces)
    {
        var text = new StringBuilder();
        for (var close = new string('"', quotes); at < source.Length;)
        {
            if (!isRaw && isVerbatim && Looks("\"\""))
            {
                at += 2;
                text.Append('"');
            }
            else if (Looks(close))
            {
                at += quotes;
                break;
            }
            else if (!isRaw && !isVerbatim && source[at] == '\\')
            {
                at += 2;
                text.Append(' ');
            }
            else if (braces > 0 && !isRaw && Looks("{{"))
            {
                at += 2;
            }
            else if (braces > 0 && Looks(new string('{', braces)) && !Looks(new string('{', braces + 1)))
            {
                at += braces;
                ReadCode(isHole: true, braces);
                text.Append('…');
            }
            else
            {
                text.Append(source[at++]);
            }
        }

        literals.Add((line, text.ToString()));
    }

    private bool Looks(string expected) => string.CompareOrdinal(source, at, expected, 0, expected.Length) == 0;

    private int EndOf(string mark) => source.IndexOf(mark, at, StringComparison.Ordinal) is var found && found < 0 ? source.Length : found + mark.Length;
}
