using System.Net;
using System.Net.Sockets;

namespace Relay.Harness;

/// <summary>
/// A TCP proxy on loopback between a service and a server, which simulates network faults. It forwards; on command it refuses new connections, cuts
/// existing ones, swallows their data, or cuts one at a certain word.
/// </summary>
public sealed class TcpDoor : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly IPEndPoint server;
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly HashSet<(TcpClient Client, TcpClient Server)> pairs = [];
    private readonly Task accepting;
    private CutOrder? cut;

    /// <summary>Opens a door to a server on loopback.</summary>
    public TcpDoor(int serverPort)
    {
        server = new IPEndPoint(IPAddress.Loopback, serverPort);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The address of the door.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>True to let new connections through; otherwise they are closed at once.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>True to swallow what both sides send: the connections stand, and nothing comes through.</summary>
    public bool IsMute { get; set; }

    /// <summary>Cuts every connection.</summary>
    public void CutAll()
    {
        lock (gate)
        {
            foreach (var pair in pairs)
            {
                Close(pair);
            }
        }
    }

    /// <summary>Refuses and cuts until <see cref="Open"/>.</summary>
    public void Shut()
    {
        IsOpen = false;
        CutAll();
    }

    /// <summary>Lets everything through again.</summary>
    public void Open() => (IsOpen, IsMute) = (true, false);

    /// <summary>
    /// Cuts one connection when its client sends a word. The server gets the word and executes it; its answer is lost.
    /// </summary>
    /// <param name="word">The bytes on the wire.</param>
    /// <param name="after">How often the word passes before.</param>
    /// <returns>Completes when the connection was cut.</returns>
    public Task CutAtAsync(ReadOnlyMemory<byte> word, int after = 0)
    {
        var order = new CutOrder(word, after);
        cut = order;
        return order.Done.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        CutAll();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private static void Close((TcpClient Client, TcpClient Server) pair)
    {
        pair.Client.Close();
        pair.Server.Close();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            if (IsOpen)
            {
                _ = ServeAsync(client);
            }
            else
            {
                client.Close();
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var toServer = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        var pair = (client, toServer);
        try
        {
            await toServer.ConnectAsync(server, stop.Token);
            lock (gate)
            {
                pairs.Add(pair);
            }

            var answers = ForwardAsync(toServer.GetStream(), client.GetStream(), cutsHere: false);
            await Task.WhenAny(ForwardAsync(client.GetStream(), toServer.GetStream(), cutsHere: true), answers);
        }
        catch (Exception error)
            when (error is SocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone: close the other.
        }
        finally
        {
            lock (gate)
            {
                pairs.Remove(pair);
            }

            Close(pair);
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to, bool cutsHere)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, stop.Token)) > 0)
            {
                if (IsMute)
                {
                    continue;
                }

                var order = cutsHere && cut is { } armed && armed.Meets(buffer.AsSpan(0, count)) ? armed : null;
                await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
                if (order is not null)
                {
                    cut = null;
                    from.Close(); // the caller is cut off; the server got every byte, and closing our side of it comes after
                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop.Token);
                    order.Done.TrySetResult();
                    return;
                }
            }
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }

    private sealed class CutOrder(ReadOnlyMemory<byte> word, int after)
    {
        private int passed;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Meets(ReadOnlySpan<byte> said) => said.IndexOf(word.Span) >= 0 && Interlocked.Increment(ref passed) == after + 1;
    }
}
