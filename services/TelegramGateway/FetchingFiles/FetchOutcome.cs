using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>The result of an attempt to fetch a file.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>All bytes are kept.</summary>
    /// <param name="Hash">Their SHA-256.</param>
    /// <param name="Size">Their number.</param>
    /// <param name="Kind">How Telegram is to show them.</param>
    /// <param name="Name">The name that the client sees.</param>
    public sealed record Fetched(byte[] Hash, long Size, TelegramFileKind Kind, string Name) : FetchOutcome;

    /// <summary>It cannot be had now; that may change.</summary>
    /// <param name="Why">A short name: <c>no_answer</c>, <c>404</c>.</param>
    /// <param name="IsAnswer">True if the server answered that it does not have it: asked only a few times.</param>
    public sealed record NotNow(string Why, bool IsAnswer) : FetchOutcome;

    /// <summary>The relay may not fetch it, or Telegram would not take it: it is not tried again.</summary>
    /// <param name="Why">A short name: <c>too_big</c>, <c>host_not_allowed</c>.</param>
    /// <param name="Host">The host that is not on the list; null if that is not the reason.</param>
    public sealed record Refused(string Why, string? Host = null) : FetchOutcome;
}
