using System.Net;
using System.Net.Sockets;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Tells public addresses from those of this machine and its networks (IANA's special-purpose registries).</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] NotPublicV4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4");

    /// <summary>All that is given out so far. What is outside of it is local, mapped or translated.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] NotPublicV6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

    public static bool Contain(IPAddress address) => address switch
    {
        { IsIPv4MappedToIPv6: true } => Contain(address.MapToIPv4()),
        { AddressFamily: AddressFamily.InterNetwork } => !Array.Exists(NotPublicV4, network => network.Contains(address)),
        _ => GlobalV6.Contains(address) && !Array.Exists(NotPublicV6, network => network.Contains(address)),
    };

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, text => IPNetwork.Parse(text));
}
