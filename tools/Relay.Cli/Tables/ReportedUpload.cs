using System.Net;

namespace Relay.Cli.Tables;

/// <summary>A table on its way to a service; says after each piece how much of it is gone.</summary>
/// <param name="table">From where it stands on.</param>
/// <param name="sent">Gets the count of bytes.</param>
internal sealed class ReportedUpload(Stream table, Action<long> sent) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var (buffer, all) = (new byte[64 * 1024], 0L);
        while (await table.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            sent(all += read);
        }
    }

    /// <summary>The length of standard input is unknown.</summary>
    protected override bool TryComputeLength(out long length)
    {
        length = table.CanSeek ? table.Length : 0;
        return table.CanSeek;
    }
}
