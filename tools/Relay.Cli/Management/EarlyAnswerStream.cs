using System.IO.Pipelines;
using System.Net.Sockets;

namespace Relay.Cli.Management;

/// <summary>Receives an answer as it comes over the wire, long before HttpClient reads it.</summary>
internal delegate void Hears(ReadOnlySpan<byte> came);

/// <summary>
/// A connection whose other side may answer before the request has been sent completely, and stop reading. HttpClient reads no answer before it has
/// sent everything: a service that reports many refused rows would wait for us to read while we wait for it. So incoming bytes are always read, and
/// kept until HttpClient asks for them. What the other side no longer reads is dropped, because its answer explains it.
/// </summary>
internal sealed class EarlyAnswerStream : Stream
{
    /// <summary>The request's option that receives its answer.</summary>
    public static readonly HttpRequestOptionsKey<Hears?> Hears = new("hears");

    private readonly NetworkStream connection;
    private readonly Hears? hears;
    private readonly Pipe answer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Stream taken;

    private EarlyAnswerStream(NetworkStream connection, Hears? hears)
    {
        (this.connection, this.hears) = (connection, hears);
        taken = answer.Reader.AsStream();
        _ = TakeAsync();
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new EarlyAnswerStream(
                new NetworkStream(socket, ownsSocket: true), context.InitialRequestMessage.Options.TryGetValue(Hears, out var hears) ? hears : null);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => taken.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => taken.Read(buffer, offset, count);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await connection.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            // The other side has closed. Without an answer, reading reports it.
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => connection.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Ends with the connection. HttpClient knows from the answer itself whether it is complete.</summary>
    private async Task TakeAsync()
    {
        try
        {
            while (answer.Writer.GetMemory(64 * 1024) is var came && await connection.ReadAsync(came) is > 0 and var read)
            {
                hears?.Invoke(came.Span[..read]);
                answer.Writer.Advance(read);
                await answer.Writer.FlushAsync();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Bytes that came before are still read.
        }

        await answer.Writer.CompleteAsync();
    }
}
