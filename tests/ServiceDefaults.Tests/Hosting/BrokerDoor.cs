using System.Net;
using System.Net.Sockets;
using Relay.Harness;

namespace Relay.ServiceDefaults.Tests.Hosting;

/// <summary>An address in front of the broker: closed at first; when open it forwards bytes; when frozen it forwards none and keeps the connections.</summary>
internal sealed class BrokerDoor : IAsyncDisposable
{
    private readonly Uri broker;
    private readonly TcpListener listener;
    private readonly CancellationTokenSource closing = new();
    private volatile TaskCompletionSource passing = Passing();

    public BrokerDoor(Uri broker)
    {
        this.broker = broker;
        var port = FreePorts.Next();
        listener = new TcpListener(IPAddress.Loopback, port);
        Address = new UriBuilder(broker) { Host = "127.0.0.1", Port = port }.Uri;
        Thaw();
    }

    public Uri Address { get; }

    public void Open()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public void Freeze() => passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => passing.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        Thaw();
        listener.Dispose();
        closing.Dispose();
    }

    private static TaskCompletionSource Passing() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AcceptAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(closing.Token);
            _ = JoinAsync(client);
        }
    }

    private async Task JoinAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(broker.Host, broker.Port, closing.Token);
        await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream()), CopyAsync(far.GetStream(), near.GetStream()));
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, closing.Token) is > 0 and var read)
        {
            await passing.Task;
            await to.WriteAsync(buffer.AsMemory(0, read), closing.Token);
        }
    }
}
