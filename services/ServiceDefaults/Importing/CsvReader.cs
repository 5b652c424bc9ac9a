using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// Reads a table row by row, in constant memory: UTF-8, separated by comma, semicolon or tab (whichever comes first), quoted as in RFC 4180. Blank
/// lines are skipped, and so is a first line <c>sep=;</c>, which Excel writes.
/// </summary>
public sealed class CsvReader : IDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>A quote that is never closed must not turn the rest of the file into one field.</summary>
    private const int LongestField = 100_000;

    private const string SeparatorLine = "sep=";

    private static readonly char[] Delimiters = [',', ';', '\t'];

    private readonly CountedStream stream;
    private readonly CsvParser parser;
    private int lines;
    private bool hadRow;

    /// <summary>Reads from the stream's current position.</summary>
    public CsvReader(Stream stream)
    {
        this.stream = new CountedStream(stream);
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        parser = new CsvParser(
            new StreamReader(this.stream, utf8, detectEncodingFromByteOrderMarks: false, BufferSize),
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                BufferSize = BufferSize,
                MaxFieldSize = LongestField,
                IgnoreBlankLines = false, // the reader's line count shows where a row begins
                DetectDelimiter = true,
                GetDelimiter = beginning => DelimiterOf(beginning.Text),
                BadDataFound = bad => RefuseOpenQuote(bad.Field),
            });
    }

    /// <summary>The number of bytes read.</summary>
    public long BytesRead => stream.Count;

    /// <summary>The line where the last row began, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next row's fields; null at the end.</summary>
    /// <exception cref="FormatException">The table cannot be read; the message says why, without content.</exception>
    public async ValueTask<string[]?> ReadAsync(CancellationToken cancellationToken)
    {
        stream.CancellationToken = cancellationToken;
        try
        {
            while (await NextAsync())
            {
                var row = parser.Record!;
                if (!IsBlank(row) && !IsSeparatorLine(row))
                {
                    return row;
                }
            }

            return null;
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException(WhatElse(stream.Beginning.Span), error);
        }
        catch (MaxFieldSizeException error)
        {
            throw new FormatException($"Line {Line} has a field of more than {LongestField} characters: is a quote not closed?", error);
        }
    }

    public void Dispose()
    {
        parser.Dispose();
        stream.Dispose();
    }

    /// <summary>The first delimiter in the first non-blank line, or the one that it names; a comma if it has none.</summary>
    private static string DelimiterOf(string beginning)
    {
        var line = beginning.Split('\n', '\r').FirstOrDefault(one => !string.IsNullOrWhiteSpace(one)) ?? "";
        if (line.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && line.Length > SeparatorLine.Length)
        {
            return line[SeparatorLine.Length].ToString();
        }

        var isQuoted = false;
        var found = Array.Find(line.ToCharArray(), c => !(isQuoted ^= c == '"') && Delimiters.Contains(c));
        return found == '\0' ? "," : found.ToString();
    }

    /// <summary>Guesses the encoding of a file that is not UTF-8 from its first bytes, with advice.</summary>
    private static string WhatElse(ReadOnlySpan<byte> beginning) => beginning switch
    {
        [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "The file is UTF-16 (Excel's “Unicode text”). Save it as “CSV UTF-8”, or: iconv -f utf-16 -t utf-8.",
        [0xD0, 0xCF, 0x11, 0xE0, ..] or [(byte)'P', (byte)'K', 3, 4, ..] => "The file is an Excel workbook, not a table of text. Save the sheet as "
            + "“CSV UTF-8”.",
        _ => "The file is not UTF-8. Save it as “CSV UTF-8”; a table from an older Excel can be converted: iconv -f windows-1251 -t utf-8.",
    };

    private async Task<bool> NextAsync()
    {
        Line = lines + 1;
        var isRow = await parser.ReadAsync();
        lines = parser.RawRow;
        return isRow;
    }

    /// <summary>A quote within a field is taken literally. A quote that opens a field and is never closed would swallow the following rows.</summary>
    private void RefuseOpenQuote(string field)
    {
        if (field.StartsWith('"') && field.Count(c => c == '"') % 2 == 1)
        {
            throw new FormatException($"The quote opened in line {Line} is never closed.");
        }
    }

    private bool IsBlank(string[] row)
    {
        var isEmptyInQuotes = row.Length == 1 && parser.RawRecord.Contains('"', StringComparison.Ordinal);
        return !isEmptyInQuotes && Array.TrueForAll(row, string.IsNullOrWhiteSpace);
    }

    private bool IsSeparatorLine(string[] row)
    {
        var isFirst = !hadRow;
        hadRow = true;
        return isFirst && row.Length <= 2 && string.Concat(row).Length <= SeparatorLine.Length + 1
            && row[0].StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase);
    }
}
