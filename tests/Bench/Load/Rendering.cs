using System.Globalization;
using System.Text;

namespace Relay.Bench.Load;

/// <summary>Updates and webhooks as bytes, rendered before the clock starts.</summary>
internal static class Rendering
{
    /// <summary>Above the sink's own ids, so that an operator's message does not look like an echo.</summary>
    private const long FirstWebhookId = 5_000_000_000;

    /// <summary>An element of getUpdates' answer for each message.</summary>
    public static byte[][] Updates(Traffic traffic) => All(traffic, (id, client) =>
        $$$"""
        {"update_id":{{{id}}},"message":{"message_id":{{{id}}},"from":{"id":{{{Clients.Chat(client)}}},"is_bot":false,"first_name":"Клиент {{{client}}}","language_code":"ru"},"chat":{"id":{{{Clients.Chat(client)}}},"first_name":"Клиент {{{client}}}","type":"private"},"date":{{{Now().ToUnixTimeSeconds()}}},{{{Content(traffic, id)}}}}}
        """);

    /// <summary>A whole HTTP request for each message.</summary>
    /// <param name="target">The webhook's address, with the token.</param>
    /// <param name="channel">The channel's uuid.</param>
    /// <param name="provider">Where Wahelp keeps managers' files.</param>
    public static byte[][] Webhooks(Traffic traffic, Uri target, string channel, Uri provider) => All(traffic, (id, client) =>
    {
        var body =
            $$$"""
            {"action":"channel.message.created","payload":{"channel":{"uuid":"{{{channel}}}"},"user":{"phone":"{{{Clients.Phone(client)}}}"},"message":{"id":{{{FirstWebhookId + id}}},"text":"{{{Words.Of(id)}}}"{{{FileUrl(traffic, id, provider)}}},"created_at":"{{{Now().ToString("O", CultureInfo.InvariantCulture)}}}"},"destination":"from_operator"}}
            """;
        return $"POST {target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Type: application/json\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
    });

    private static string Content(Traffic traffic, int id) => traffic.FileSizeOf(id) is { } size && FileContent.Key(id, size) is var key
        ? $$"""
          "document":{"file_name":"{{FileContent.Name}}","mime_type":"application/octet-stream","file_id":"{{key}}","file_unique_id":"{{key}}",
          "file_size":{{size}}},"caption":"{{Words.Of(id)}}"
          """
        : $"\"text\":\"{Words.Of(id)}\"";

    private static string FileUrl(Traffic traffic, int id, Uri provider) =>
        traffic.FileSizeOf(id) is { } size ? $",\"file_url\":\"{provider}files/{FileContent.Key(id, size)}\"" : "";

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static byte[][] All(Traffic traffic, Func<int, int, string> render) =>
        [.. Enumerable.Range(0, traffic.Plan.Messages).Select(index => Encoding.UTF8.GetBytes(render(traffic.First + index, traffic.ClientOf(index))))];
}
