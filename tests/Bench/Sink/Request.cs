using System.Buffers.Text;

namespace Relay.Bench.Sink;

/// <summary>An HTTP/1.1 request in the buffer.</summary>
internal readonly ref struct Request
{
    private Request(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, ReadOnlySpan<byte> query, ReadOnlySpan<byte> body, int length)
    {
        Method = method;
        Path = path;
        Query = query;
        Body = body;
        Length = length;
    }

    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Without the query.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Without its question mark; may be empty.</summary>
    public ReadOnlySpan<byte> Query { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Bytes from the start line to the body's end.</summary>
    public int Length { get; }

    /// <returns>False if its end has not come yet.</returns>
    public static bool TryRead(ReadOnlySpan<byte> buffer, out Request request)
    {
        request = default;
        var end = buffer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = buffer[..end];
        var start = end + 4;
        var length = BodyLength(head);
        if (buffer.Length < start + length)
        {
            return false;
        }

        var method = head[..head.IndexOf((byte)' ')];
        var target = head[(method.Length + 1)..];
        target = target[..target.IndexOf((byte)' ')];
        var mark = target.IndexOf((byte)'?');
        request = mark < 0
            ? new Request(method, target, default, buffer.Slice(start, length), start + length)
            : new Request(method, target[..mark], target[(mark + 1)..], buffer.Slice(start, length), start + length);
        return true;
    }

    /// <summary>A number in the query; null if it is missing.</summary>
    /// <param name="name">With its equals sign.</param>
    public long? Number(ReadOnlySpan<byte> name)
    {
        for (var rest = Query; !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'&');
            var one = end < 0 ? rest : rest[..end];
            if (one.StartsWith(name) && Utf8Parser.TryParse(one[name.Length..], out long number, out _))
            {
                return number;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return null;
    }

    private static int BodyLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("\r\nContent-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + "\r\nContent-Length: "u8.Length)..], out int length, out _) ? length : 0;
    }
}
