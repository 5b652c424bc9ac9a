using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// A request's JSON body that knows whether it was ever asked for. The handler asks for it only on an open connection, so a call that
/// fails before has provably sent nothing, whatever it failed of: DNS, connection, TLS, proxy, no free connection in time.
/// </summary>
internal sealed class OutgoingBody : HttpContent
{
    private readonly byte[] json;

    private OutgoingBody(byte[] json)
    {
        this.json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    /// <summary>True from the moment that the first byte may have left.</summary>
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
