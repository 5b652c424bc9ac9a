using System.Net;
using System.Net.Sockets;

namespace Relay.Harness;

/// <summary>Free loopback ports, each given once per process.</summary>
public static class FreePorts
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>A free port, below the kernel's range for outgoing connections.</summary>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                var port = Random.Shared.Next(10_000, 30_000);
                if (IsFree(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    /// <summary><c>http://127.0.0.1:port/</c> on such a port.</summary>
    public static Uri NextUrl() => new($"http://127.0.0.1:{Next()}/");

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
