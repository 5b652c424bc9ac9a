using System.Net.Sockets;

namespace Relay.Bench.Sink;

/// <summary>One connection to the sink: requests and answers until the other side closes it.</summary>
internal sealed class SinkConnection(Socket socket, ProviderSink sink)
{
    private byte[] input = new byte[8 * 1024];
    private byte[] output = new byte[8 * 1024];
    private int length;

    public void Serve()
    {
        try
        {
            socket.NoDelay = true;
            while (Receive())
            {
                while (Request.TryRead(input.AsSpan(0, length), out var request))
                {
                    var answer = sink.Answer(request, ref output);
                    socket.Send(output.AsSpan(0, answer));
                    input.AsSpan(request.Length, length - request.Length).CopyTo(input);
                    length -= request.Length;
                }
            }
        }
        catch (SocketException)
        {
            // The system under test closed the connection, or died.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private bool Receive()
    {
        if (length == input.Length)
        {
            Array.Resize(ref input, 2 * input.Length);
        }

        var read = socket.Receive(input.AsSpan(length));
        length += read;
        return read > 0;
    }
}
