namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The result of fetching a file.</summary>
internal abstract record Download
{
    private Download()
    {
    }

    /// <summary>All of it was written.</summary>
    /// <param name="Length">In bytes.</param>
    public sealed record Done(long Length) : Download;

    /// <summary>Bots get no file of this size.</summary>
    public sealed record TooBig : Download;

    /// <summary>Telegram does not know the file, and will not.</summary>
    public sealed record Gone : Download;

    /// <summary>Not now: no answer, too slow an answer, or one that a repeat may change.</summary>
    public sealed record Away(TimeSpan RetryAfter) : Download;

    /// <summary>The Bot API server keeps files on its own disk (<c>--local</c>), where HTTP does not reach them.</summary>
    public sealed record Elsewhere : Download;
}
