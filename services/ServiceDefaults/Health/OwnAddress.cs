using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Relay.ServiceDefaults.Health;

/// <summary>
/// An address to listen on whose host is a name. Kestrel would listen on all networks for any name. A container has an address in each of its
/// networks: by a name that only one of them knows, it listens there alone.
/// </summary>
internal static class OwnAddress
{
    /// <summary>The same address, with the name replaced by this machine's address that it resolves to; loopback if it resolves to none.</summary>
    public static string Of(string url)
    {
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe || address.Host is "*" or "+" or "localhost" || IPAddress.TryParse(address.Host, out _))
        {
            return url;
        }

        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .ToHashSet();
        var found = Resolve(address.Host).Find(own.Contains) ?? IPAddress.Loopback;
        var host = found.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{found}]" : found.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{address.Scheme}://{host}:{address.Port}{address.PathBase}");
    }

    private static List<IPAddress> Resolve(string host)
    {
        try
        {
            return [.. Dns.GetHostAddresses(host)];
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
