using System.Net;
using System.Net.Sockets;

namespace Relay.Bench.Load;

/// <summary>
/// Wahelp's webhooks: a fixed number of connections, each with a thread that posts one webhook after another when it is due. All webhooks of a client
/// use the same connection, so that they are posted in the order of writing. A webhook that is not answered with 200 is posted again.
/// </summary>
internal sealed class WebhookSender(IPEndPoint target, Traffic traffic, byte[][] requests)
{
    private const int Connections = 64;
    private const int Attempts = 60;
    private const int LongestAnswer = 30_000; // ms
    private const int StackBytes = 256 * 1024;
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    private int refused;
    private volatile bool stopped;

    /// <summary>Webhooks that were never answered with 200, however often they were posted.</summary>
    public int Refused => Volatile.Read(ref refused);

    public void Start()
    {
        for (var number = 0; number < Math.Min(Connections, traffic.Plan.Clients); number++)
        {
            var mine = number;
            new Thread(() => Post(mine), StackBytes) { IsBackground = true, Name = "webhooks" }.Start();
        }
    }

    /// <summary>Stops posting.</summary>
    public void Stop() => stopped = true;

    private void Post(int connection)
    {
        Socket? socket = null;
        var buffer = new byte[4096];
        for (var index = 0; index < requests.Length && !stopped; index++)
        {
            if (index % traffic.Plan.Clients % Connections == connection)
            {
                Pause.Until(traffic.DueAt(index));
                socket = Post(requests[index], socket, buffer);
            }
        }

        socket?.Dispose();
    }

    /// <returns>The connection to continue with; null if there is none now.</returns>
    private Socket? Post(byte[] request, Socket? socket, byte[] buffer)
    {
        for (var attempt = 0; attempt < Attempts && !stopped; attempt++)
        {
            try
            {
                socket ??= Connect();
                socket.Send(request);
                if (HttpAnswer.Read(socket, buffer) == 200)
                {
                    return socket;
                }
            }
            catch (SocketException)
            {
                socket?.Dispose();
                socket = null;
            }

            Pause.For(Again);
        }

        Interlocked.Increment(ref refused);
        return socket;
    }

    private Socket Connect()
    {
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = LongestAnswer };
        socket.Connect(target);
        return socket;
    }
}
