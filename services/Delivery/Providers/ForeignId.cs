using System.Security.Cryptography;
using System.Text;

namespace Relay.Delivery.Providers;

/// <summary>A provider's id, as it is kept and looked up: short, and of letters that a database takes.</summary>
public static class ForeignId
{
    private const int LongestKept = 200;

    /// <summary>The id itself; where it is long or strange, its hash.</summary>
    public static string Of(string id) =>
        id.Length <= LongestKept && id.All(sign => !char.IsControl(sign) && !char.IsSurrogate(sign))
            ? id
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(id)));
}
