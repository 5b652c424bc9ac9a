using System.Net.Http.Headers;
using System.Text.Json;
using Relay.Bench.Load;

namespace Relay.Bench.Comparators;

/// <summary>Both providers' APIs for a comparator: nothing but the calls.</summary>
internal sealed class Providers : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient http;

    public Providers(Uri url) => http = new HttpClient(new SocketsHttpHandler { UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null })
    {
        BaseAddress = url,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public void Dispose() => http.Dispose();

    /// <summary>One poll.</summary>
    /// <param name="offset">The first update wanted; null for all unconfirmed ones.</param>
    public async Task<IReadOnlyList<Written>> PollAsync(long? offset)
    {
        var body = await http.GetByteArrayAsync(
            new Uri($"/bot100500:bench/getUpdates?limit=100&timeout=30{(offset is { } first ? $"&offset={first}" : "")}", UriKind.Relative));
        using var document = JsonDocument.Parse(body);
        return
        [
            .. document.RootElement.GetProperty("result").EnumerateArray().Select(update => new Written(
                update.GetProperty("update_id").GetInt64(),
                update.GetProperty("message").GetProperty("chat").GetProperty("id").GetInt64(),
                update.GetProperty("message").GetProperty("text").GetString()!)),
        ];
    }

    /// <summary>An operator's message from a webhook; the party is the phone's digits.</summary>
    public static Written ReadWebhook(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var payload = document.RootElement.GetProperty("payload");
        var message = payload.GetProperty("message");
        return new Written(
            message.GetProperty("id").GetInt64(),
            long.Parse(payload.GetProperty("user").GetProperty("phone").GetString().AsSpan(1), System.Globalization.CultureInfo.InvariantCulture),
            message.GetProperty("text").GetString()!);
    }

    /// <summary>Sends a client's text to the channel, under the phone of the chat.</summary>
    /// <returns>True if Wahelp took it.</returns>
    public Task<bool> PutAsync(long chat, string text) => PostAsync(
        "app/projects/1/channels/bench/messages",
        new { user = new { phone = Clients.Phone((int)(chat - Clients.FirstChat)) }, message = new { text } });

    /// <summary>Sends an operator's text to the chat of the phone.</summary>
    /// <returns>True if Telegram took it.</returns>
    public Task<bool> SendAsync(long phone, string text) =>
        PostAsync("/bot100500:bench/sendMessage", new { chat_id = Clients.FirstChat + (phone % 10_000_000), text });

    private async Task<bool> PostAsync<T>(string path, T body)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = Json;
        try
        {
            using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}

/// <summary>A message.</summary>
/// <param name="Id">The provider's id: the idempotency key.</param>
/// <param name="Party">The conversation: a chat, or a phone's digits.</param>
/// <param name="Text">The text.</param>
internal sealed record Written(long Id, long Party, string Text);
