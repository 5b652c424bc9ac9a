using Relay.Delivery.Providers;
using Relay.Harness.Fuzzing;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

/// <summary>Answers with random fields at random places, each with its meaning; the rule over them is implemented here a second time.</summary>
public sealed class GeneratedAnswersTests
{
    private const int AnswersPerSeed = 200;

    private static readonly string[] Places = ["root", "data", "message", "data.message"];

    private static readonly Field[] Fields =
    [
        .. All('-', "success", "false", "0", "\"false\"", "\"0\"", "\"no\"", "\"error\""),
        .. All('+', "success", "true", "1", "\"true\"", "\"1\"", "\"ok\"", "3"),
        .. All(' ', "success", "null", "\"\"", "\"none\""),
        .. All('-', "ok", "false", "0", "\"failed\""),
        .. All('+', "ok", "true", "1", "\"yes\""),
        .. All('-', "status", "false", "\"error\"", "\"FAILED\"", "\"not_sent\"", "\"rejected\"", "422", "\"400\"", "-1"),
        .. All('+', "status", "true", "1", "200", "\"201\"", "\"ok\"", "\"queued\"", "\"Sent\"", "\"delivered\""),
        .. All(' ', "status", "null", "\"\"", "\"active\"", "\"new\"", "\"not_read\"", "[]", "{}"),
        .. All('?', "status", "0", "7"),
        .. All(
            '-', "error", "true", "1", "\"Channel down\"", "\"Нет такого клиента\"", "[\"x\"]", "{\"code\":5}", "{\"message\":\"x\"}",
            "{\"deep\":[{\"er\":\"x\"}]}"),
        .. All(
            ' ', "error", "false", "0", "null", "\"\"", "\"0\"", "\" \"", "[]", "{}", "{\"code\":0,\"message\":\"\"}", "[null,[]]", "\"none\"",
            "\"no errors\""),
        .. All('-', "errors", "[\"x\"]", "{\"phone\":[\"x\"]}", "\"x\"", "2"),
        .. All(' ', "errors", "[]", "{}", "null", "0", "{\"phone\":[]}", "false"),
        .. All('-', "code", "400", "\"422\"", "-32600", "\"SEND_FAILED\""),
        .. All('+', "code", "200", "\"ok\"", "201"),
        .. All(' ', "code", "0", "1", "null", "\"\"", "false"),
        .. All('?', "code", "1003", "\"CHANNEL_DOWN\"", "12"),
        .. All('#', "id", "5", "\"a-b\""),
        .. All(' ', "id", "null", "0", "\"\""),
        .. All(' ', "text", "\"error\"", "\"слишком много попыток\"", "false"),
        .. All(' ', "body", "\"failed\"", "{\"success\":false}"),
        .. All(' ', "user", "{\"status\":\"failed\",\"error\":\"x\",\"success\":false}"),
        .. All(' ', "destination", "\"error\""),
        .. All(' ', "created_at", "0"),
    ];

    [Fact]
    public async Task No_wins_over_yes_and_ids_and_only_the_fields_made_for_it_say_either()
    {
        var heard = new Dictionary<char, int>();
        await Fuzz.RunAsync(2, seed =>
        {
            var random = new Random(seed);
            for (var i = 0; i < AnswersPerSeed; i++)
            {
                var chosen = Choose(random);
                var expected = Rule(chosen);
                heard[expected] = heard.GetValueOrDefault(expected) + 1;
                Check(Write(chosen, random), expected);
            }

            return Task.CompletedTask;
        });

        Assert.Equal(3, heard.Count);
    }

    /// <summary>'-' is a no, '+' is delivered, ' ' is delivered but unproven.</summary>
    private static char Rule(List<(string Place, Field Field)> chosen)
    {
        var said = chosen.Select(one => one.Field.Says).ToHashSet();
        return said.Contains('-') ? '-'
            : said.Contains('+') || said.Contains('#') ? '+'
            : said.Contains('?') ? '-'
            : ' ';
    }

    private static void Check(string body, char expected)
    {
        var answer = new WahelpAnswer(WahelpStep.Send, 200, body);
        var outcome = WahelpOutcomes.Map(answer);
        Assert.True(expected != '-' == outcome is SendOutcome.Delivered, $"{body}: {outcome}");
        Assert.True(expected == ' ' == WahelpOutcomes.IsUnproven(answer), $"{body}: unproven is {expected != ' '}");
    }

    /// <summary>A few fields, none twice in one place; an id only where ids belong.</summary>
    private static List<(string Place, Field Field)> Choose(Random random)
    {
        var count = random.Next(0, 6);
        return [.. Enumerable.Range(0, count)
            .Select(_ => (Place: Places[random.Next(Places.Length)], Field: Fields[random.Next(Fields.Length)]))
            .Where(one => one.Field.Says != '#' || one.Place is "root" or "data" or "data.message")
            .DistinctBy(one => (one.Place, one.Field.Name))];
    }

    private static string Write(List<(string Place, Field Field)> chosen, Random random)
    {
        var data = Members("data") is var ofData && chosen.Exists(one => one.Place == "data.message")
            ? [.. ofData, $"\"message\":{Object(Members("data.message"))}"]
            : ofData;
        List<string> root = Members("root");
        if (data.Count > 0)
        {
            root.Add($"\"data\":{Object(data)}");
        }

        if (chosen.Exists(one => one.Place == "message"))
        {
            root.Add($"\"message\":{Object(Members("message"))}");
        }

        return Object(root);

        List<string> Members(string place) => chosen.FindAll(one => one.Place == place).ConvertAll(one => $"\"{one.Field.Name}\":{one.Field.Json}");

        string Object(List<string> members) => $"{{{string.Join(',', members.OrderBy(_ => random.Next()))}}}";
    }

    private static IEnumerable<Field> All(char says, string name, params string[] values) => values.Select(json => new Field(name, json, says));

    /// <param name="Says">'+' yes, '-' no, '?' a no unless something says yes or there is an id, '#' an id, ' ' nothing.</param>
    private sealed record Field(string Name, string Json, char Says);
}
