using System.Text;
using RabbitMQ.Client;

namespace Relay.Bench.Measuring;

/// <summary>The broker's version.</summary>
internal static class BrokerVersion
{
    public static async Task<string> ReadAsync(Uri broker)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        return connection.ServerProperties is { } said && said.TryGetValue("version", out var version) && version is byte[] text
            ? Encoding.UTF8.GetString(text)
            : "?";
    }
}
