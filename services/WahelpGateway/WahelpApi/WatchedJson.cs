using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// JSON content that records whether a byte of it may have left. SocketsHttpHandler writes a body only over an established connection. A failure
/// before that (DNS, connection, TLS, a full pool, a timeout in any of them) provably sent nothing, whatever the exception.
/// </summary>
internal sealed class WatchedJson : HttpContent
{
    private readonly byte[] json;

    public WatchedJson(object body)
    {
        json = JsonSerializer.SerializeToUtf8Bytes(body, WahelpJson.Writing);
        Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    /// <summary>True once writing the body has started.</summary>
    public bool MayHaveLeft { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        MayHaveLeft = true;
        await stream.WriteAsync(json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = json.Length;
        return true;
    }
}
