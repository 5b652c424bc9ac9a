using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>A secret that a caller must present. Only its hash is kept, so the time of a comparison reveals neither content nor length.</summary>
public sealed class Secret
{
    /// <summary>A shorter secret can be guessed.</summary>
    public const int ShortestLength = 24;

    private const string Bearer = "Bearer ";

    private readonly byte[] hash;

    private Secret(byte[] hash) => this.hash = hash;

    /// <summary>From the secret itself.</summary>
    public static Secret Of(string text) => new(Hash(text));

    /// <summary>From its SHA-256, as 64 hexadecimal digits.</summary>
    public static bool TryOfHash(string? hex, [NotNullWhen(true)] out Secret? secret)
    {
        secret = hex is { Length: 2 * SHA256.HashSizeInBytes } && hex.All(char.IsAsciiHexDigit) ? new Secret(Convert.FromHexString(hex)) : null;
        return secret is not null;
    }

    /// <summary>The token of <c>Authorization: Bearer …</c>; null if the header is of another kind.</summary>
    public static string? FromBearer(string? authorization) =>
        authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? authorization[Bearer.Length..].Trim() : null;

    /// <summary>True if the caller presented this secret.</summary>
    public bool Is(string? shown) => !string.IsNullOrEmpty(shown) && CryptographicOperations.FixedTimeEquals(Hash(shown), hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
