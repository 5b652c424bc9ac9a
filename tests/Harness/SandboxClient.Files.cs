using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;

namespace Relay.Harness;

/// <content>Files of clients and managers.</content>
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
    public Task<SandboxWritten> ClientSendsFileAsync(
        long chat, string kind, byte[] bytes, string? name = null, string? caption = null, long? size = null, long? messageId = null, string? albumId = null) =>
        SendAsync<SandboxWritten>($"clients/{chat}/files", bytes, new()
        {
            ["kind"] = kind,
            ["name"] = name,
            ["caption"] = caption,
            ["size"] = size,
            ["messageId"] = messageId,
            ["albumId"] = albumId,
        });

    /// <summary>The manager sends a file, or edits a message so that it gets this file and text.</summary>
    /// <param name="phone">The conversation's phone.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="name">The end of its address; null for none.</param>
    /// <param name="text">The text beside it; null for none.</param>
    /// <param name="messageId">The message that is edited; null for a new one.</param>
    /// <returns>Wahelp's message id.</returns>
    public async Task<long> ManagerSendsFileAsync(string phone, byte[] bytes, string? name = null, string? text = null, long? messageId = null)
    {
        var sent = await SendAsync<JsonElement>(
            "manager/files", bytes, new() { ["phone"] = phone, ["name"] = name, ["text"] = text, ["messageId"] = messageId });
        return sent.GetProperty("id").GetInt64();
    }

    /// <summary>The manager's message has a file at this address.</summary>
    /// <returns>Wahelp's message id.</returns>
    public async Task<long> ManagerSendsAddressAsync(string phone, string? text, string fileUrl)
    {
        var written = await PostAsync<JsonElement>("manager/messages", new { phone, text, fileUrl });
        return written.GetProperty("id").GetInt64();
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="id">Of a <see cref="SeenFile"/>.</param>
    public Task<byte[]> FileAsync(string id) => http.GetByteArrayAsync(new Uri($"control/files/{id}", UriKind.Relative));

    private async Task<T> SendAsync<T>(string path, byte[] bytes, Dictionary<string, object?> values)
    {
        var query = values.Where(value => value.Value is not null).Select(
            value => FormattableString.Invariant($"{value.Key}={Uri.EscapeDataString(FormattableString.Invariant($"{value.Value}"))}"));
        using var body = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Octet) } };
        using var response = await http.PostAsync($"control/{path}?{string.Join('&', query)}", body);
        return await ReadAsync<T>(response);
    }
}
