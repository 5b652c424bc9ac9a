namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The result of fetching a file.</summary>
internal abstract record FileFetch
{
    private FileFetch()
    {
    }

    /// <summary>All of it was written.</summary>
    /// <param name="Length">In bytes.</param>
    public sealed record Done(long Length) : FileFetch;

    /// <summary>Bots get no file of this size.</summary>
    public sealed record TooBig : FileFetch;

    /// <summary>Telegram does not know the file, and will not.</summary>
    public sealed record Gone : FileFetch;

    /// <summary>Not now: no answer, too slow an answer, or one that a repeat may change.</summary>
    public sealed record Away(TimeSpan RetryAfter) : FileFetch;

    /// <summary>The Bot API server keeps files on its own disk (<c>--local</c>), where HTTP does not reach them.</summary>
    public sealed record Elsewhere : FileFetch;
}
