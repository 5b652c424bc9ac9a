using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.Cli.Tests.Fakes;

/// <summary>A service that reads the beginning of one call, sends a given answer, and closes the connection.</summary>
internal sealed class RudeService : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    /// <param name="says">The bytes of its answer.</param>
    public RudeService(string says)
    {
        listener.Start();
        Url = $"http://{listener.LocalEndpoint}";
        _ = AnswerAsync(Encoding.UTF8.GetBytes(says));
    }

    public string Url { get; }

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(byte[] says)
    {
        using var connection = await listener.AcceptSocketAsync();
        await connection.ReceiveAsync(new byte[1000]);
        await connection.SendAsync(says);
    }
}
