using System.Text;
using Relay.ServiceDefaults.Importing;

namespace Relay.ServiceDefaults.Tests.Importing;

public sealed class CsvReaderTests
{
    public static TheoryData<string, string[]> Tables => new()
    {
        { "a,b\n1,2\n", ["1: a|b", "2: 1|2"] },
        { "a,b\r\n1,2", ["1: a|b", "2: 1|2"] },
        { "\uFEFFa;b\n1,5;2", ["1: a|b", "2: 1,5|2"] },
        { "a\tb\n1\t", ["1: a|b", "2: 1|"] },
        { "a,b\n\"1,\"\"x\"\"\n2\",\"\"\n3,4", ["1: a|b", "2: 1,\"x\"\n2|", "4: 3|4"] },
        { "\n\na,b\n\n1,2\n\n", ["3: a|b", "5: 1|2"] },
        { "a,b\nit's 5\" wide,\"\"\"\"\n", ["1: a|b", "2: it's 5\" wide|\""] },
        { "a,b\n1,2,3\n4", ["1: a|b", "2: 1|2|3", "3: 4"] },
        { "", [] },
        { "sep=;\na;b,c\n1;2\n", ["2: a|b,c", "3: 1|2"] },
        { "sep=,\r\na,b\r\n", ["2: a|b"] },
        { "SEP=\t\na\tb\n", ["2: a|b"] },
        { "\uFEFFsep=|\na|b,c\n", ["2: a|b,c"] },
        { "sep=;", [] },
        { "a,b\nsep=,\n", ["1: a|b", "2: sep=|"] },
        { "a;b\r1;2\r\r3;4", ["1: a|b", "2: 1|2", "4: 3|4"] },
        { "a,b\r\n\"1\r\n2\",3\r\n4,5\r\n", ["1: a|b", "2: 1\r\n2|3", "4: 4|5"] },
        { "a,b\r\"1\r2\",3\r4,5", ["1: a|b", "2: 1\r2|3", "4: 4|5"] },
        { "a;b\n1;2\n;;\n ; \n;", ["1: a|b", "2: 1|2"] },
        { "a\n\"\"\n1", ["1: a", "2: ", "3: 1"] },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_table_is_read_as_it_is_meant_in_whatever_pieces_it_comes(string table, string[] rows)
    {
        Assert.Equal(rows, await ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(table))));
        Assert.Equal(rows, await ReadAsync(new ByteByByte(Encoding.UTF8.GetBytes(table))));
    }

    [Fact]
    public async Task Letters_of_several_bytes_may_be_cut_anywhere() =>
        Assert.Equal(["1: имя|👍🏽"], await ReadAsync(new ByteByByte(Encoding.UTF8.GetBytes("имя,👍🏽"))));

    [Fact]
    public async Task A_quote_that_is_never_closed_is_told_with_its_line() =>
        Assert.Contains(
            "line 2", (await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new MemoryStream("a,b\n\"1,2\n3,4\n"u8.ToArray())))).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_quote_that_is_never_closed_does_not_fill_the_memory() =>
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes("a,b\n\"" + new string('x', 200_000)))));

    [Fact]
    public async Task Another_encoding_is_told_and_not_guessed() =>
        Assert.Contains(
            "UTF-8",
            (await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new MemoryStream([0xC8, 0xE2, 0xE0, 0xED, (byte)',', 0xC8])))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "utf-16")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0xFF }, "workbook")]
    [InlineData(new byte[] { 0xC8, 0xE2 }, "windows-1251")]
    public async Task What_the_file_is_instead_is_told_with_what_helps(byte[] file, string words)
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new MemoryStream(file)));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("CSV UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7,99956E+10", true)]
    [InlineData("7.99956e10", true)]
    [InlineData("79991234567", false)]
    [InlineData("E+10", false)]
    [InlineData("тел. 7E", false)]
    [InlineData(null, false)]
    public void A_number_that_a_spreadsheet_cut_is_known_as_one(string? field, bool isCut) => Assert.Equal(isCut, CutNumbers.Are(field));

    [Theory]
    [InlineData("'=1+1", "=1+1")]
    [InlineData("''@a", "'@a")]
    [InlineData("'Анна'", "'Анна'")]
    [InlineData("O'-x", "O'-x")]
    [InlineData("=1+1", "=1+1")]
    public void An_apostrophe_before_a_formula_is_taken_off(string field, string restored) => Assert.Equal(restored, Formulas.Restore(field));

    private static async Task<List<string>> ReadAsync(Stream stream)
    {
        var reader = new CsvReader(stream);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } fields)
        {
            rows.Add($"{reader.Line}: {string.Join('|', fields)}");
        }

        return rows;
    }

    /// <summary>Returns its content one byte at a time.</summary>
    private sealed class ByteByByte(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..1], cancellationToken);
    }
}
