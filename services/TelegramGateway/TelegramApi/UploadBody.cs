using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// A multipart body with a file, streamed piece by piece. The Bot API server acts on it only after the closing boundary: a call that fails before that left
/// has provably sent nothing. Written here and not by <see cref="MultipartFormDataContent"/>, which encodes names that are not ASCII in a way that Telegram
/// shows to the client.
/// </summary>
internal sealed class UploadBody : HttpContent
{
    private readonly IFileBytes bytes;
    private readonly TelegramFile file;
    private readonly Func<bool> mayGoOn;
    private readonly byte[] head;
    private readonly byte[] end;

    /// <param name="file">The file.</param>
    /// <param name="bytes">Where its bytes are.</param>
    /// <param name="mayGoOn">False if the upload is to be broken off. Asked before each piece.</param>
    public UploadBody(TelegramFile file, IFileBytes bytes, Func<bool> mayGoOn)
    {
        (this.file, this.bytes, this.mayGoOn) = (file, bytes, mayGoOn);
        var boundary = Guid.NewGuid().ToString("N");
        head = Head(file, boundary);
        end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
    }

    /// <summary>True once the first byte may have left.</summary>
    public bool Began { get; private set; }

    /// <summary>True once the closing boundary may have left.</summary>
    public bool Left { get; private set; }

    /// <summary>True if it ended for a reason of this gateway's own: its bytes could not be read, or it was to be broken off.</summary>
    public bool IsBrokenOff { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Began = true;
        await stream.WriteAsync(head, cancellationToken);
        var written = 0L;
        await using var pieces = bytes.ReadAsync(file.Content, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(pieces, cancellationToken))
        {
            await stream.WriteAsync(pieces.Current, cancellationToken);
            written += pieces.Current.Length;
        }

        if (written != file.Size)
        {
            throw new IOException("The file has another size than was announced.");
        }

        await stream.FlushAsync(cancellationToken);
        Left = true;
        await stream.WriteAsync(end, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = head.Length + file.Size + end.Length;
        return true;
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken)
    {
        try
        {
            return mayGoOn() ? await pieces.MoveNextAsync() : throw new IOException("The upload is broken off.");
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            IsBrokenOff = true;
            throw;
        }
    }

    private static byte[] Head(TelegramFile file, string boundary)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in FileCallFields.Of(file))
        {
            text.Append($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }

        var disposition = $"form-data; name=\"{FileCallFields.FieldOf(file.Kind)}\"; filename=\"{Escaped(file.Name)}\"";
        text.Append($"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/octet-stream\r\n\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Escaped(string name) =>
        string.Concat(name.Where(sign => !char.IsControl(sign)))
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
