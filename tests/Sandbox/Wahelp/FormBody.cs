using System.Net;
using System.Text.Json.Nodes;

namespace Relay.Sandbox.Wahelp;

/// <summary>JSON as a form, with PHP's names: <c>payload[user][phone]=…</c>.</summary>
internal static class FormBody
{
    /// <param name="body">An object or a list.</param>
    /// <param name="ofJson">True to keep objects and lists below the top as JSON, each in its own field.</param>
    public static string Write(JsonNode body, bool ofJson) => string.Join('&', Fields(body, "", ofJson).Select(field =>
        $"{WebUtility.UrlEncode(field.Name)}={WebUtility.UrlEncode(field.Value)}"));

    private static IEnumerable<(string Name, string Value)> Fields(JsonNode node, string name, bool ofJson)
    {
        if (node is JsonValue || (ofJson && name.Length > 0))
        {
            return [(name, node is JsonValue ? node.ToString() : node.ToJsonString(WahelpAnswers.Json))];
        }

        var members = node is JsonArray list
            ? list.Select((item, index) => KeyValuePair.Create(index.ToString(), item))
            : node.AsObject();
        return members.Where(member => member.Value is not null).SelectMany(member =>
            Fields(member.Value!, name.Length == 0 ? member.Key : $"{name}[{member.Key}]", ofJson));
    }
}
