using System.Text;
using Relay.Bench.Load;

namespace Relay.Bench.Sink;

/// <summary>Both providers' files: getFile, downloads, and the links in messages.</summary>
internal static class FileAnswers
{
    private static readonly int KeyLength = FileContent.Key(0, 0).Length;

    /// <summary>getFile.</summary>
    /// <returns>The answer's length; null if it names no file of the bench.</returns>
    public static int? Find(ReadOnlySpan<byte> body, ref byte[] output)
    {
        var end = body.LastIndexOf((byte)'"');
        if (end < KeyLength || FileContent.Read(body[..end]) is not { } file)
        {
            return null;
        }

        var key = FileContent.Key(file.Id, file.Size);
        var json = $$$"""
            {"ok":true,"result":{"file_id":"{{{key}}}","file_unique_id":"{{{key}}}","file_size":{{{file.Size}}},"file_path":"documents/{{{key}}}"}}
            """;
        return Write($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}", 0, ref output);
    }

    /// <summary>A download.</summary>
    /// <returns>The answer's length.</returns>
    public static int Give(int id, int size, ref byte[] output)
    {
        var head = Write($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {size}\r\n\r\n", size, ref output);
        FileContent.CopyTo(id, output.AsSpan(head, size));
        return head + size;
    }

    /// <summary>Finds the link in the text of a message. Null if the text has no link.</summary>
    public static Uri? Link(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf("/files/"u8);
        var start = at < 0 ? -1 : body[..at].LastIndexOf("http"u8);
        if (start < 0)
        {
            return null;
        }

        var length = body[start..].IndexOfAny("\"\\ \n"u8);
        return length < 0 ? null : new Uri(Encoding.ASCII.GetString(body.Slice(start, length)));
    }

    /// <summary>Replaces the answer's buffer if it is too small.</summary>
    public static void MakeRoom(ref byte[] output, int length)
    {
        if (output.Length < length)
        {
            output = new byte[length];
        }
    }

    private static int Write(string head, int more, ref byte[] output)
    {
        MakeRoom(ref output, head.Length + more);
        return Encoding.ASCII.GetBytes(head, output);
    }
}
