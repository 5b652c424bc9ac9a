using System.Diagnostics.CodeAnalysis;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>An AMQP URI in its parts (rabbitmq.com/docs/uri-spec), percent-decoded.</summary>
internal sealed record BrokerAddress(bool Tls, string Host, ushort Port, string VirtualHost, string User, string Password)
{
    private const ushort PlainPort = 5672;
    private const ushort TlsPort = 5671;

    /// <summary>Characters that need no encoding in RFC 3986 beside letters and digits: unreserved, sub-delims.</summary>
    private const string Itself = "_.~!$&'()*+,;=-";

    public static bool TryParse(string text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        // A Uri reads amqp://u:p@ss#1@host as the host "ss": a part of the password would be looked up in DNS, and logged.
        if (!IsEncoded(text) || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            return false;
        }

        var tls = uri.Scheme == "amqps";
        var user = uri.UserInfo.Split(':', 2);
        address = new BrokerAddress(
            tls,
            uri.Host,
            uri.Port > 0 ? (ushort)uri.Port : tls ? TlsPort : PlainPort,
            uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/",
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest");
        return true;
    }

    /// <summary>True if user, password and virtual host are percent-encoded where needed, and nothing follows them.</summary>
    private static bool IsEncoded(string text)
    {
        if (text.Split("://", 2) is not [var scheme, var rest] || scheme.ToUpperInvariant() is not ("AMQP" or "AMQPS"))
        {
            return false;
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (authority, virtualHost) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        var at = authority.LastIndexOf('@');
        return Holds(authority[..Math.Max(at, 0)], Itself + ":", encoded: true)
            && Holds(authority[(at + 1)..], "_.-:[]", encoded: false)
            && Holds(virtualHost, Itself + ":@", encoded: true);
    }

    private static bool Holds(string text, string signs, bool encoded)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (encoded && text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(text[i]) && !signs.Contains(text[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
