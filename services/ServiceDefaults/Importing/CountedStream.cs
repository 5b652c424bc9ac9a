namespace Relay.ServiceDefaults.Importing;

/// <summary>
/// Counts the bytes read. The first read returns a whole line, in however many pieces it arrives, because that line shows the table's delimiter.
/// </summary>
internal sealed class CountedStream(Stream inner) : Stream
{
    private const int SignatureLength = 4;

    private readonly byte[] beginning = new byte[SignatureLength];

    /// <summary>The number of bytes read.</summary>
    public long Count { get; private set; }

    /// <summary>The first bytes.</summary>
    public ReadOnlyMemory<byte> Beginning => beginning.AsMemory(0, (int)Math.Min(Count, SignatureLength));

    /// <summary>For callers that read without a token.</summary>
    public CancellationToken CancellationToken { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, cancellationToken);
        var isFirst = Count == 0;
        var length = 0;
        do
        {
            var read = await inner.ReadAsync(buffer[length..], both.Token);
            length += read;
            Count += read;
            if (read == 0)
            {
                break;
            }
        }
        while (isFirst && length < buffer.Length && !HasLine(buffer.Span[..length]));

        if (isFirst)
        {
            buffer[..Math.Min(length, SignatureLength)].CopyTo(beginning);
        }

        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static bool HasLine(ReadOnlySpan<byte> bytes) => bytes.TrimStart("\r\n"u8).ContainsAny((byte)'\r', (byte)'\n');
}
