using System.Text;

namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// Reads a table row by row, in memory that does not grow with it: UTF-8, fields apart by comma, semicolon or tab (whichever comes first), quoted as in RFC 4180. Empty lines are passed over.
/// </summary>
public sealed class CsvReader(Stream stream)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>A quote that is never closed must not take the rest of the file for one field.</summary>
    private const int LongestField = 100_000;

    private static readonly char[] Delimiters = [',', ';', '\t'];

    private readonly byte[] bytes = new byte[BufferSize];
    private readonly char[] chars = new char[BufferSize + 1];
    private readonly Decoder decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
    private readonly StringBuilder field = new();
    private readonly List<string> fields = [];
    private int at;
    private int length;
    private int lines;
    private bool isBeginning = true;
    private char? delimiter;
    private bool isQuoted;
    private bool wasQuoted;
    private bool mayDouble;

    /// <summary>How much of the stream was read.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The line where the last row began, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next row's fields; null at the end.</summary>
    /// <exception cref="FormatException">It is no such table; the message says why, and holds nothing of it.</exception>
    public async ValueTask<string[]?> ReadAsync(CancellationToken cancellationToken)
    {
        Line = lines + 1;
        while (true)
        {
            while (at < length)
            {
                if (Take(chars[at++]))
                {
                    return Row();
                }
            }

            if (!await FillAsync(cancellationToken))
            {
                return isQuoted ? throw new FormatException($"The quote that is opened in line {Line} is never closed.") : EndRow() ? Row() : null;
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        var read = await stream.ReadAsync(bytes, cancellationToken);
        BytesRead += read;
        try
        {
            (at, length) = (0, decoder.GetChars(bytes, 0, read, chars, 0, flush: read == 0));
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("The file is not UTF-8. A table of an older Excel becomes it by: iconv -f windows-1251 -t utf-8.", error);
        }

        if (isBeginning && length > 0)
        {
            (isBeginning, at) = (false, chars[0] == '\uFEFF' ? 1 : 0);
        }

        return read > 0;
    }

    /// <returns>True where the row is complete.</returns>
    private bool Take(char c)
    {
        if (isQuoted || (mayDouble && c == '"'))
        {
            TakeQuoted(c);
            return false;
        }

        mayDouble = false;
        switch (c)
        {
            case '"' when field.Length == 0 && !wasQuoted:
                isQuoted = wasQuoted = true;
                return false;
            case '\n':
                lines++;
                return EndRow();
            case '\r':
                return false;
            case var other when other == (delimiter ??= Delimiters.Contains(other) ? other : null):
                EndField();
                return false;
            default:
                Append(c);
                return false;
        }
    }

    private void TakeQuoted(char c)
    {
        if (c == '"')
        {
            if (mayDouble)
            {
                Append(c);
            }

            (isQuoted, mayDouble) = (mayDouble, !mayDouble);
            return;
        }

        lines += c == '\n' ? 1 : 0;
        Append(c);
    }

    private void Append(char c)
    {
        if (field.Length == LongestField)
        {
            throw new FormatException($"Line {Line} has a field of more than {LongestField} characters: is a quote not closed?");
        }

        field.Append(c);
    }

    private void EndField()
    {
        fields.Add(field.ToString());
        field.Clear();
        wasQuoted = mayDouble = false;
    }

    /// <returns>False for an empty line.</returns>
    private bool EndRow()
    {
        if (fields.Count == 0 && field.Length == 0 && !wasQuoted)
        {
            Line = lines + 1;
            return false;
        }

        EndField();
        return true;
    }

    private string[] Row()
    {
        string[] row = [.. fields];
        fields.Clear();
        return row;
    }
}
