using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Persistence;

public class PostgresTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Привет 👋", "Привет 👋")]
    [InlineData("a\0b", "a\uFFFDb")]
    [InlineData(@"a\uD83D", "a\uFFFD")]
    [InlineData(@"\uDC4Ba", "\uFFFDa")]
    [InlineData(@"\uD83D\uD83D\uDC4B", "\uFFFD👋")]
    public void Only_what_PostgreSQL_cannot_hold_is_replaced(string text, string expected)
    {
        // Attributes cannot hold lone surrogates.
        Assert.Equal(expected, PostgresText.Storable(Regex.Unescape(text)));
    }

    [Fact]
    public void Any_text_becomes_valid_UTF_8_without_zeros_and_of_the_same_length() => Gen.String.Sample(text =>
    {
        var storable = PostgresText.Storable(text);
        _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(storable);
        return !storable.Contains('\0', StringComparison.Ordinal) && storable.Length == text.Length;
    });
}
