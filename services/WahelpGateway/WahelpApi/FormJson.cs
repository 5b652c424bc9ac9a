using System.Text.Json.Nodes;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Reads the fields of a form as PHP does: <c>payload[user][phone]=…</c> is a member of a member, <c>data[0][text]=…</c> and
/// <c>data[][text]=…</c> of a list.
/// </summary>
internal static class FormJson
{
    private const int MostFields = 5000;
    private const int Deepest = 32;

    /// <summary>The JSON object; null if there are no fields, too many, or too deep ones.</summary>
    public static string? Read(IEnumerable<KeyValuePair<string, string>>? fields)
    {
        var all = fields?.Take(MostFields + 1).ToList();
        if (all is not { Count: > 0 and <= MostFields })
        {
            return null;
        }

        var root = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in all)
        {
            if (Path(name) is not { Count: <= Deepest } path)
            {
                return null;
            }

            Put(root, path, value);
        }

        return ToJson(root).ToJsonString();
    }

    private static List<string>? Path(string name)
    {
        var path = new List<string>();
        var at = name.IndexOf('[', StringComparison.Ordinal);
        path.Add((at < 0 ? name : name[..at]).Trim());
        while (at >= 0 && at < name.Length && name[at] == '[')
        {
            var end = name.IndexOf(']', at);
            if (end < 0)
            {
                return null;
            }

            path.Add(name[(at + 1)..end]);
            at = end + 1;
        }

        return path;
    }

    private static void Put(Dictionary<string, object> place, List<string> path, string value)
    {
        for (var i = 0; i < path.Count; i++)
        {
            var key = path[i].Length == 0 && i > 0 ? place.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) : path[i];
            if (i == path.Count - 1)
            {
                place[key] = value;
                return;
            }

            if (place.GetValueOrDefault(key) is not Dictionary<string, object> inner)
            {
                place[key] = inner = new Dictionary<string, object>(StringComparer.Ordinal);
            }

            place = inner;
        }
    }

    /// <summary>What is numbered from 0 is a list.</summary>
    private static JsonNode ToJson(object value) => value switch
    {
        Dictionary<string, object> members when members.Count > 0 && Enumerable.Range(0, members.Count).All(i => members.ContainsKey($"{i}")) =>
            new JsonArray([.. Enumerable.Range(0, members.Count).Select(i => ToJson(members[$"{i}"]))]),
        Dictionary<string, object> members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)ToJson(member.Value)))),
        _ => JsonValue.Create((string)value),
    };
}
