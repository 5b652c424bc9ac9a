namespace Relay.TelegramGateway.TelegramApi;

/// <summary>How Telegram shows a file. Each has a method of its own, and a <c>file_id</c> that is of no use for another.</summary>
internal enum TelegramFileKind
{
    /// <summary>Anything: the client sees its name.</summary>
    Document,

    /// <summary>A picture; Telegram compresses it, and takes 10 MB at most.</summary>
    Photo,

    /// <summary>MPEG-4 with sound.</summary>
    Video,

    /// <summary>A GIF.</summary>
    Animation,

    /// <summary>Music: MP3 or M4A.</summary>
    Audio,

    /// <summary>A voice message: Ogg with Opus.</summary>
    Voice,
}
