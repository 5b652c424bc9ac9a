using System.Net;
using System.Net.Sockets;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>
/// Where files may be fetched from. Somebody else's words choose the address, so it is checked as written, for each redirect again, and where it leads, when
/// the connection is made: a name that leads elsewhere the second time changes nothing.
/// </summary>
/// <param name="options">Names the hosts.</param>
/// <param name="lookUp">Looks up the addresses of a name; null for the system's resolver. Asked once for each connection.</param>
internal sealed class FileHosts(ReplyFileOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? lookUp = null)
{
    private readonly string[] names = [.. options.Hosts.Where(host => !host.Contains("://", StringComparison.Ordinal))];

    private readonly Uri[] origins = [.. options.Hosts.Where(host => host.Contains("://", StringComparison.Ordinal)).Select(host => new Uri(host))];

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> lookUp = lookUp ?? Dns.GetHostAddressesAsync;

    /// <summary>Why this address may not be fetched; null if it may.</summary>
    public FetchOutcome.Refused? Refusal(Uri url) =>
        IsOrigin(url) ? null
        : !Array.Exists(names, name => IsWithin(url.IdnHost, name)) ? new FetchOutcome.Refused("host_not_allowed", url.IdnHost)
        : url.Scheme == Uri.UriSchemeHttps ? null : new FetchOutcome.Refused("not_https");

    /// <summary>True if files on this host may be fetched, at least at some addresses.</summary>
    public bool Contain(string host) =>
        Array.Exists(names, name => IsWithin(host, name)) || Array.Exists(origins, origin => origin.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Connects to an allowed host.</summary>
    /// <exception cref="AddressNotPublicException">One of its addresses is not public, and its origin is not named in the settings.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await lookUp(context.DnsEndPoint.Host, cancellationToken);
        if (context.InitialRequestMessage.RequestUri is not { } url || (!IsOrigin(url) && !Array.TrueForAll(addresses, PublicAddresses.Contain)))
        {
            throw new AddressNotPublicException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsOrigin(Uri url) =>
        Array.Exists(origins, origin => Uri.Compare(origin, url, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0);

    private static bool IsWithin(string host, string name) =>
        host.Equals(name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase);
}
