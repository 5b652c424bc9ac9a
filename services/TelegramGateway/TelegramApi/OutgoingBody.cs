using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// A request's JSON body that records whether it was read. The handler reads it only on an open connection, so a call that fails earlier has provably
/// sent nothing, whatever the failure: DNS, connection, TLS, proxy, no free connection in time.
/// </summary>
internal sealed class OutgoingBody : HttpContent
{
    private readonly byte[] json;

    private OutgoingBody(byte[] json)
    {
        this.json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    /// <summary>True once the first byte may have left.</summary>
    public bool Left { get; private set; }

    public static OutgoingBody Of<T>(T request) => new(JsonSerializer.SerializeToUtf8Bytes(request, TelegramJson.Options));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Left = true;
        await stream.WriteAsync(json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = json.Length;
        return true;
    }
}
