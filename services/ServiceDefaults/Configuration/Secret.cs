using Relay.ServiceDefaults.Administration;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>What a caller must show. Only its hash is kept, so that neither content nor length shows in the time a comparison takes.</summary>
public sealed class Secret
{
    /// <summary>What is shorter can be guessed.</summary>
    public const int ShortestLength = 24;

    private const string Bearer = "Bearer ";

    private readonly byte[] hash;

    private Secret(byte[] hash) => this.hash = hash;

    /// <summary>The secret itself is known.</summary>
    public static Secret Of(string text) => new(Hash(text));

    /// <summary>Only its SHA-256 is known, as 64 hexadecimal digits.</summary>
    public static bool TryOfHash(string? hex, [NotNullWhen(true)] out Secret? secret)
    {
        secret = hex is { Length: 2 * SHA256.HashSizeInBytes } && hex.All(char.IsAsciiHexDigit) ? new Secret(Convert.FromHexString(hex)) : null;
        return secret is not null;
    }

    /// <summary>What <c>Authorization: Bearer …</c> shows; null if the header is of another kind.</summary>
    public static string? FromBearer(string? authorization) =>
        authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[Bearer.Length..].Trim() : null;

    /// <summary>True if this is what the caller showed.</summary>
    public bool Is(string? shown) => !string.IsNullOrEmpty(shown) && CryptographicOperations.FixedTimeEquals(Hash(shown), hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
