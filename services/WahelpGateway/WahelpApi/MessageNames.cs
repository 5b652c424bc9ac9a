using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// The fields in which Wahelp writes a message's own id (wahelp-api, "message id"): never the id of a user, a dialogue, a contact, a channel, an
/// operator or an event. It is unknown which of them an account fills and which are equal, so an id is kept with its name: <c>name:value</c>.
/// </summary>
internal static class MessageNames
{
    private const char Separator = ':';

    /// <summary>The best first: a webhook's message is relayed under the first one it has.</summary>
    private static readonly string[][] Paths =
    [
        ["message_id"], ["message_uuid"], ["wahelp_id"], ["msg_id"], ["id"], ["message", "id"], ["message", "payload", "id"], ["uuid"], ["message", "uuid"],
    ];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Paths.Select(path => string.Join('.', path))];

    /// <summary>The ids in the data of an event, or of a history entry.</summary>
    public static IReadOnlyList<string> In(JsonElement data) =>
        [.. Paths.Zip(All, (path, name) => (name, value: Value(data, path))).Where(id => id.value is not null).Select(id => Of(id.name, id.value!))];

    /// <summary>The ids in the answer to a send; those at its top only if its data has none.</summary>
    public static IReadOnlyList<string> InAnswer(JsonElement root) => In(root.Member("data") ?? root) is { Count: > 0 } ids ? ids : In(root);

    public static string Of(string name, string value) => name + Separator + value;

    public static string NameOf(string id) => id.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var at ? id[..at] : "";

    public static string ValueOf(string id) => id[(id.IndexOf(Separator, StringComparison.Ordinal) + 1)..];

    /// <summary>0 is not an id.</summary>
    private static string? Value(JsonElement data, string[] path)
    {
        var place = path[..^1].Aggregate((JsonElement?)data, (inner, name) => inner.Member(name));
        return place.Text(path[^1])?.Trim() is { Length: > 0 } and not "0" and var value ? value : null;
    }
}
