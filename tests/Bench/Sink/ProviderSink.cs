using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Bench.Load;

namespace Relay.Bench.Sink;

/// <summary>
/// Telegram and Wahelp for one system under test: an HTTP server that accepts messages and does next to nothing else, because its cost is taken from
/// the system's processors. One thread per connection, blocked in the kernel: two system calls per request.
/// </summary>
internal sealed class ProviderSink : IDisposable
{
    private const int StackBytes = 256 * 1024;
    private static readonly int SentIdAt = Responses.IndexOfId(Responses.Sent);
    private static readonly int SentFileIdAt = Responses.IndexOfId(Responses.SentFile);
    private static readonly int PutIdAt = Responses.IndexOfId(Responses.Put);

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Manager manager = new();
    private readonly ConcurrentDictionary<string, int> unexpected = new(StringComparer.Ordinal);

    public ProviderSink()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Url = new Uri($"http://{listener.LocalEndPoint}/");
        new Thread(Accept, StackBytes) { IsBackground = true, Name = "sink" }.Start();
    }

    /// <summary>The address of both APIs.</summary>
    public Uri Url { get; }

    public Updates Updates { get; } = new();

    /// <summary>The receiver of clients' messages.</summary>
    public ReceivingSide Wahelp { get; } = new();

    /// <summary>The receiver of operators' messages.</summary>
    public ReceivingSide Telegram { get; } = new();

    /// <summary>Unexpected calls, with their counts.</summary>
    public IReadOnlyDictionary<string, int> Unexpected => unexpected;

    public ReceivingSide SideOf(Direction way) => way == Direction.ToWahelp ? Wahelp : Telegram;

    public void Dispose()
    {
        listener.Dispose();
        manager.Dispose();
    }

    /// <summary>Answers a request.</summary>
    /// <param name="output">The answer's buffer; replaced if it is too small.</param>
    /// <returns>The answer's length.</returns>
    public int Answer(in Request request, ref byte[] output)
    {
        var isPost = request.Method.SequenceEqual("POST"u8);
        return request.Path switch
        {
            _ when request.Path.StartsWith("/bot"u8) && request.Path.EndsWith("/sendMessage"u8) => TakeText(request, output),
            _ when request.Path.StartsWith("/bot"u8) && request.Path.EndsWith("/sendDocument"u8) => TakeUpload(request, output),
            _ when request.Path.EndsWith("/getFile"u8) && FileAnswers.Find(request.Body, ref output) is { } length => length,
            _ when request.Path.StartsWith("/file"u8) && FileContent.Read(request.Path) is { } file => FileAnswers.Give(file.Id, file.Size, ref output),
            _ when request.Path.StartsWith("/bot"u8) && request.Path.EndsWith("/getUpdates"u8) => Poll(request, ref output),
            _ when request.Path.StartsWith("/app/projects/"u8) && request.Path.EndsWith("/messages"u8) =>
                isPost ? TakeAtWahelp(request, output) : Copy(Wahelp.IsOut ? Responses.Unavailable : Responses.NoHistory, output),
            _ when request.Path.SequenceEqual("/app/user/login"u8) => Copy(Wahelp.IsOut ? Responses.Unavailable : Responses.LoggedIn, output),
            _ when request.Path.SequenceEqual("/app/user/refresh-token"u8) => Copy(Wahelp.IsOut ? Responses.Unavailable : Responses.Refreshed, output),
            _ => Refuse(request, "", output),
        };
    }

    private int Take(ReceivingSide side, in Request request, byte[] accepted, int idAt, byte[] output) => Words.Find(request.Body) is not { } id
        ? Refuse(request, " without a message of the bench", output)
        : side.Take(id) switch
        {
            200 => Responses.CopyWithId(accepted, idAt, output),
            503 => Copy(Responses.Unavailable, output),
            _ => Copy(Responses.Failed, output),
        };

    /// <summary>A text in place of a file is a fault.</summary>
    private int TakeText(in Request request, byte[] output) => Words.Find(request.Body) is { } id && Telegram.Traffic?.FileSizeOf(id) is not null
        ? Refuse(request, " with the words of a file alone", output)
        : Take(Telegram, request, Responses.Sent, SentIdAt, output);

    private int TakeUpload(in Request request, byte[] output) =>
        Words.Find(request.Body) is { } id && Telegram.Traffic?.FileSizeOf(id) is { } size && FileContent.IsIn(id, size, request.Body)
            ? Take(Telegram, request, Responses.SentFile, SentFileIdAt, output)
            : Refuse(request, " without the message's file", output);

    /// <summary>The manager opens a link as soon as it is there.</summary>
    private int TakeAtWahelp(in Request request, byte[] output)
    {
        var answer = Take(Wahelp, request, Responses.Put, PutIdAt, output);
        if (!Wahelp.IsOut && Wahelp.Traffic is { } traffic && Words.Find(request.Body) is { } id && traffic.FileSizeOf(id) is { } size)
        {
            manager.Open(traffic, id, size, FileAnswers.Link(request.Body));
        }

        return answer;
    }

    private int Poll(in Request request, ref byte[] output)
    {
        var taken = Updates.Take(
            request.Number("offset="u8), (int)(request.Number("limit="u8) ?? 100), TimeSpan.FromSeconds(request.Number("timeout="u8) ?? 0));
        var body = "{\"ok\":true,\"result\":["u8.Length + "]}"u8.Length + taken.Sum(update => update.Length) + Math.Max(0, taken.Count - 1);
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body}\r\n\r\n{{\"ok\":true,\"result\":[");
        FileAnswers.MakeRoom(ref output, head.Length + body);
        var at = Copy(head, output);
        foreach (var update in taken)
        {
            update.CopyTo(output, at);
            at += update.Length;
            output[at++] = (byte)',';
        }

        at -= taken.Count > 0 ? 1 : 0; // the last comma
        "]}"u8.CopyTo(output.AsSpan(at));
        return at + 2;
    }

    private int Refuse(in Request request, string why, byte[] output)
    {
        var call = $"{Encoding.ASCII.GetString(request.Method)} {Encoding.ASCII.GetString(request.Path[(request.Path.LastIndexOf((byte)'/') + 1)..])}{why}";
        unexpected.AddOrUpdate(call, 1, (_, times) => times + 1);
        return Copy(Responses.NotFound, output);
    }

    private static int Copy(byte[] response, byte[] output)
    {
        response.CopyTo(output, 0);
        return response.Length;
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                var connection = new SinkConnection(listener.Accept(), this);
                new Thread(connection.Serve, StackBytes) { IsBackground = true, Name = "sink" }.Start();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }
}
