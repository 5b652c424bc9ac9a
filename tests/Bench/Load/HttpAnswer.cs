using System.Buffers.Text;
using System.Net.Sockets;

namespace Relay.Bench.Load;

/// <summary>Reads an answer to a webhook to its end, and returns the status.</summary>
internal static class HttpAnswer
{
    private const int StatusAt = 9; // behind "HTTP/1.1 "

    /// <returns>The status.</returns>
    /// <exception cref="SocketException">The connection ended, or it is not an answer.</exception>
    public static int Read(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var read = length < buffer.Length ? socket.Receive(buffer.AsSpan(length)) : 0;
            if (read == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            length += read;
            if (IsWhole(buffer.AsSpan(0, length)))
            {
                return Utf8Parser.TryParse(buffer.AsSpan(StatusAt, 3), out int status, out _) ? status : 0;
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var headers = answer[..end];
        var body = answer[(end + 4)..];
        var at = headers.IndexOf("Content-Length: "u8);
        return at >= 0
            ? Utf8Parser.TryParse(headers[(at + "Content-Length: "u8.Length)..], out int announced, out _) && body.Length >= announced
            : headers.IndexOf("Transfer-Encoding: chunked"u8) < 0 || body.EndsWith("0\r\n\r\n"u8);
    }
}
