using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Harness.Fuzzing;

/// <summary>
/// Makes bad JSON from good: values of other types, members that are missing, doubled or nested too deep, text that is cut off or holds characters
/// that no database accepts. The same seed makes the same inputs.
/// </summary>
/// <param name="samples">Good inputs; their mutations reach code that noise would not.</param>
/// <param name="seed">Printed on failure.</param>
public sealed class JsonMutator(IReadOnlyList<string> samples, int seed)
{
    private const int Deep = 80;

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "9223372036854775808", "1e400", "1e-400", "0.1", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"",
        "\"8 (999) 123-45-67\"", "\"from_operator\"", "\"2026-11-22T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "1795000000", "-62135596800",
        "[]", "{}", "[null]", "[[]]", "{\"id\":{}}", "\"" + new string('я', 5000) + "\"",
    ];

    private readonly Random random = new(seed);

    /// <summary>The next input.</summary>
    public string Next()
    {
        var text = samples[random.Next(samples.Count)];
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            text = random.Next(6) switch
            {
                0 => MutateText(text),
                _ => MutateTree(text),
            };
        }

        return text;
    }

    private string MutateTree(string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return MutateText(text);
        }

        try
        {
            var places = Places(root).ToList();
            if (places.Count == 0)
            {
                return Value();
            }

            Change(places[random.Next(places.Count)]);
            return root!.ToJsonString();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or JsonException)
        {
            return MutateText(text); // doubled keys, or too deep to be written: the text is bad already
        }
    }

    private void Change((JsonNode Parent, object Key) place)
    {
        var other = random.Next(8) == 0 ? null : JsonNode.Parse(random.Next(12) == 0 ? Nested() : Value());
        switch (place)
        {
            case (JsonObject parent, string key) when random.Next(5) == 0:
                parent.Remove(key);
                break;
            case (JsonObject parent, string key):
                parent[key] = other;
                break;
            case (JsonArray parent, int index):
                parent[index] = other;
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, object Key)> Places(JsonNode? node) => node switch
    {
        JsonObject inner => inner.SelectMany(member => Places(member.Value).Prepend((inner, member.Key))),
        JsonArray list => list.SelectMany((item, index) => Places(item).Prepend((list, index))),
        _ => [],
    };

    private string MutateText(string text)
    {
        // Bytes cannot hold a lone surrogate, except for an escaped one.
        var at = random.Next(text.Length + 1);
        at -= at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? 1 : 0;
        return random.Next(5) switch
        {
            0 => text[..at],
            1 => text.Insert(at, Value()),
            2 => text.Insert(at, ((char)random.Next(0x20, 0xD7FF)).ToString()),
            3 when text.IndexOf('{', StringComparison.Ordinal) is >= 0 and var brace =>
                text.Insert(brace + 1, $"\"id\":{Value()},\"message\":{Value()},\"update_id\":{Value()},"),
            _ => at < text.Length && !char.IsSurrogate(text[at]) ? text.Remove(at, 1) : text,
        };
    }

    private string Value() => Values[random.Next(Values.Length)];

    private string Nested()
    {
        var depth = random.Next(1, Deep / 2);
        return random.Next(2) == 0
            ? new string('[', depth) + Value() + new string(']', depth)
            : string.Concat(Enumerable.Repeat("{\"message\":", depth)) + Value() + new string('}', depth);
    }
}
