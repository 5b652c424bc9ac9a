using Relay.Bench.Load;

namespace Relay.Bench.Sink;

/// <summary>Opens the links to clients' files, a few at a time, and compares the bytes.</summary>
internal sealed class Manager : IDisposable
{
    private const int AtOnce = 8;
    private const int BufferLength = 64 * 1024;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true) { Timeout = TimeSpan.FromMinutes(1) };
    private readonly SemaphoreSlim places = new(AtOnce);

    /// <summary>Opens a link, and tells the traffic what it showed.</summary>
    /// <param name="link">Null if the message had none.</param>
    public void Open(Traffic traffic, int id, int size, Uri? link) => _ = OpenAsync(traffic, id, size, link);

    public void Dispose()
    {
        http.Dispose();
        places.Dispose();
    }

    private async Task OpenAsync(Traffic traffic, int id, int size, Uri? link)
    {
        var isWhole = false;
        await places.WaitAsync();
        try
        {
            isWhole = link is not null && await IsWholeAsync(id, size, link);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            // It does not show the file.
        }
        finally
        {
            places.Release();
        }

        traffic.OpenFile(isWhole);
    }

    private async Task<bool> IsWholeAsync(int id, int size, Uri link)
    {
        using var answer = await http.GetAsync(link, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode)
        {
            return false;
        }

        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[BufferLength];
        var position = 0;
        for (int read; (read = await stream.ReadAsync(buffer)) > 0; position += read)
        {
            if (!FileContent.Has(id, position, buffer.AsSpan(0, read)))
            {
                return false;
            }
        }

        return position == size;
    }
}
