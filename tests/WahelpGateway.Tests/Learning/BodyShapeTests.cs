using CsCheck;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Learning;

/// <summary>A report that may be published holds no private data, whatever a body holds and wherever.</summary>
public sealed class BodyShapeTests
{
    private static readonly string[] Names =
        ["action", "destination", "direction", "status", "type", "message", "phone", "79991234567", "Секрет", "id", "data", "user", "created_at", "file_url"];

    private static readonly string[] Values =
        ["\"79991234567\"", "\"+79991234567\"", "79991234567", "\"Секрет\"", "\"https://files.test/Секрет\"", "\"2026-01-01 12:00:00 Секрет\"",
            "\"7999-12-34567 Секрет\"", "\"Bearer Секрет\"", "79991234567.5"];

    [Fact]
    public void No_value_and_no_name_of_anybodys_is_in_a_shape()
    {
        Gen<string> Body(int depth) => depth == 0 ? One(Values) : Gen.OneOf(
            One(Values),
            Gen.Select(One(Names), Body(depth - 1), (name, value) => (name, value)).Array[1, 4]
                .Select(
                    members => "{" + string.Join(",", members.DistinctBy(member => member.name).Select(member => $"\"{member.name}\":{member.value}")) + "}"),
            Body(depth - 1).Array[0, 3].Select(items => "[" + string.Join(",", items) + "]"));

        Body(4).Sample(body =>
        {
            var shape = string.Join('\n', BodyShape.Of(body));
            Assert.NotEmpty(shape);
            Assert.All(["7999", "1234567", "Секрет", "files.test"], secret => Assert.DoesNotContain(secret, shape, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("", "(empty)")]
    [InlineData("<html>", "(no JSON)")]
    [InlineData("[]", "(the whole): []")]
    [InlineData("""{"destination":"FROM_OPERATOR","message":"from"}""", "destination: \"from_operator\"|message: text")]
    [InlineData(
        """{"id":0,"at":"2026-01-01T12:00:00+03:00","to":"2026-01-01 12:00:00","u":"11111111-2222-3333-4444-555555555555"}""",
        "id: number 0|at: time with a zone|to: time without a zone|u: uuid")]
    [InlineData("""{"a":[{"b":1},{"b":2},{"b":null}]}""", "a[].b: number|a[].b: null")]
    public void Names_types_and_forms_are(string body, string shape) => Assert.Equal(shape, string.Join('|', BodyShape.Of(body)));

    private static Gen<string> One(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
