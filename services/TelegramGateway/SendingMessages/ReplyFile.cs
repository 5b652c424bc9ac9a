using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>What is decided about the file of a manager's message. A decision is stored before anything follows from it.</summary>
internal abstract record ReplyFile
{
    private ReplyFile()
    {
    }

    /// <summary>It is being fetched.</summary>
    public sealed record Waiting : ReplyFile
    {
        /// <summary>When that is decided at the latest; null if unknown.</summary>
        public DateTimeOffset? Until { get; init; }
    }

    /// <summary>It goes.</summary>
    /// <param name="Message">The message that brought it.</param>
    /// <param name="Kind">How it is shown.</param>
    /// <param name="Content">The key of its bytes.</param>
    /// <param name="Size">In bytes.</param>
    /// <param name="Name">The name that the client sees.</param>
    /// <param name="FileId">Telegram's id of the same bytes, sent before as this kind; null if there is none.</param>
    public sealed record Ready(Guid Message, TelegramFileKind Kind, Guid Content, long Size, string Name, string? FileId) : ReplyFile;

    /// <summary>It does not go: the text goes alone.</summary>
    public sealed record Missing : ReplyFile;
}
