using System.Diagnostics.CodeAnalysis;

namespace Relay.ServiceDefaults.Bus;

/// <summary>An AMQP URI in its parts (rabbitmq.com/docs/uri-spec), percent-decoded.</summary>
internal sealed record BrokerAddress(bool Tls, string Host, ushort Port, string VirtualHost, string User, string Password)
{
    private const ushort PlainPort = 5672;
    private const ushort TlsPort = 5671;

    public static bool TryParse(string text, [NotNullWhen(true)] out BrokerAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps") || uri.Host.Length == 0)
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
}
