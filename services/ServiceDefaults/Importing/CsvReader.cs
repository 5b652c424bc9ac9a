using System.Text;

namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// Reads a table row by row, in memory that does not grow with it: UTF-8, fields apart by comma, semicolon or tab (whichever comes first), quoted as
/// in RFC 4180, lines ended by LF, CR or both. Lines without a word are passed over, and so is a first line <c>sep=;</c>, Excel's own.
/// </summary>
public sealed class CsvReader(Stream stream)
{
    private const int BufferSize = 64 * 1024;

    /// <summary>A quote that is never closed must not take the rest of the file for one field.</summary>
    private const int LongestField = 100_000;

    /// <summary>The length of <c>sep=|</c>.</summary>
    private const int SeparatorLine = 5;

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
    private bool isAfterReturn;
    private bool hadRow;
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
                if (Take(chars[at++]) && !IsSeparatorLine())
                {
                    return Row();
                }
            }

            if (!await FillAsync(cancellationToken))
            {
                return isQuoted ? throw new FormatException($"The quote that is opened in line {Line} is never closed.") : EndRow() && !IsSeparatorLine() ? Row() : null;
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
            throw new FormatException(WhatElse(BytesRead == read ? bytes.AsSpan(0, read) : []), error);
        }

        if (isBeginning && length > 0)
        {
            (isBeginning, at) = (false, chars[0] == '\uFEFF' ? 1 : 0);
        }

        return read > 0;
    }

    /// <summary>What a file that is not UTF-8 is by how it begins, and what helps.</summary>
    private static string WhatElse(ReadOnlySpan<byte> beginning) => beginning switch
    {
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "The file is UTF-16 (Excel's “Unicode text”). Save it as “CSV UTF-8”, or: iconv -f utf-16 -t utf-8.",
        [0xD0, 0xCF, 0x11, 0xE0, ..] or [(byte)'P', (byte)'K', 3, 4, ..] => "The file is an Excel workbook, not a table of text. Save the sheet as “CSV UTF-8”.",
        _ => "The file is not UTF-8. Save it as “CSV UTF-8”; a table of an older Excel becomes it by: iconv -f windows-1251 -t utf-8.",
    };

    /// <returns>True where the row is complete.</returns>
    private bool Take(char c)
    {
        var isSecondHalf = isAfterReturn && c == '\n' && !isQuoted;
        lines += (c == '\n' && !isAfterReturn) || c == '\r' ? 1 : 0;
        isAfterReturn = c == '\r';
        if (isSecondHalf)
        {
            return false;
        }

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
            case '\n' or '\r':
                return EndRow();
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

    /// <returns>False for a line without a word.</returns>
    private bool EndRow()
    {
        var isOneQuoted = fields.Count == 0 && wasQuoted;
        EndField();
        return isOneQuoted || !fields.TrueForAll(string.IsNullOrWhiteSpace) || PassOver();
    }

    /// <summary>The first row may only tell the delimiter; where there is something behind it, reading it has learnt that.</summary>
    private bool IsSeparatorLine()
    {
        var isFirst = !hadRow;
        hadRow = true;
        if (!isFirst || !fields[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || string.Concat(fields).Length > SeparatorLine || fields.Count > 2)
        {
            return false;
        }

        delimiter ??= fields[0].Length == SeparatorLine ? fields[0][^1] : null;
        return !PassOver();
    }

    /// <returns>False: no row.</returns>
    private bool PassOver()
    {
        fields.Clear();
        Line = lines + 1;
        return false;
    }

    private string[] Row()
    {
        string[] row = [.. fields];
        fields.Clear();
        return row;
    }
}
