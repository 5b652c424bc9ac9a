using System.Net;

namespace Relay.ServiceDefaults.Examining;

/// <summary>Is what goes to another machine encrypted, and that machine known by its certificate?</summary>
internal static class Encryption
{
    /// <returns>Null if the server is on this machine.</returns>
    public static Finding? Of(string server, string host, bool isVerified, string remedy) =>
        IsHere(host) ? null
        : isVerified ? Finding.Good($"The connection to {server} is encrypted, and its certificate is checked.")
        : host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)
            ? Finding.Wrong(
                $"The connection to {server} is not encrypted, or its certificate is not checked: whoever is in between can read texts and phones.", remedy)
            // Nobody can certify a name without a dot: it is of a network of containers, or of an office.
            : Finding.Open($"The connection to {server} is not encrypted: right only within one machine's own network.", remedy);

    private static bool IsHere(string host) =>
        host.StartsWith('/') || host.StartsWith('@') || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
