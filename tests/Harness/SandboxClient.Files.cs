using System.Net.Http.Headers;
using System.Net.Mime;

namespace Relay.Harness;

/// <content>Files that clients send.</content>
public sealed partial class SandboxClient
{
    /// <summary>A client sends a file, or replaces the one of an earlier message.</summary>
    /// <param name="chat">The client.</param>
    /// <param name="kind">photo, voice, video, video_note, sticker, document, audio, animation.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name; null for kinds that have none.</param>
    /// <param name="caption">Null for none.</param>
    /// <param name="size">The size that Telegram tells; null for that of the bytes.</param>
    /// <param name="messageId">The message whose file is replaced; null for a new one.</param>
    /// <param name="albumId">The members of an album have the same one.</param>
    public async Task<SandboxWritten> ClientSendsFileAsync(
        long chat, string kind, byte[] bytes, string? name = null, string? caption = null, long? size = null, long? messageId = null, string? albumId = null)
    {
        var values = new Dictionary<string, object?>
        {
            ["kind"] = kind, ["name"] = name, ["caption"] = caption, ["size"] = size, ["messageId"] = messageId, ["albumId"] = albumId,
        };
        var query = values.Where(value => value.Value is not null).Select(
            value => FormattableString.Invariant($"{value.Key}={Uri.EscapeDataString(FormattableString.Invariant($"{value.Value}"))}"));
        using var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Octet) } };
        using var response = await http.PostAsync($"control/clients/{chat}/files?{string.Join('&', query)}", body);
        return await ReadAsync<SandboxWritten>(response);
    }
}
