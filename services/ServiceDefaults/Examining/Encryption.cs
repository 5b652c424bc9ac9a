using System.Net;

namespace Relay.ServiceDefaults.Examining;

/// <summary>Checks that a connection to another machine is encrypted and that machine's certificate is verified.</summary>
internal static class Encryption
{
    /// <returns>Null if the server is on this machine.</returns>
    public static Finding? Of(string server, string host, bool isVerified, string remedy) =>
        IsHere(host) ? null
        : isVerified ? Finding.Good($"The connection to {server} is encrypted, and its certificate is checked.")
        : host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)
            ? Finding.Wrong(
                $"The connection to {server} is not encrypted, or its certificate is not checked: others on the network can read texts and phones.", remedy)
            // No certificate authority certifies a name without a dot: it is a name in a network of containers, or in an office.
            : Finding.Open($"The connection to {server} is not encrypted: safe only within one machine's own network.", remedy);

    private static bool IsHere(string host) =>
        host.StartsWith('/') || host.StartsWith('@') || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
