namespace Relay.TelegramGateway.Persistence;

/// <summary>Telegram's id of bytes that were sent.</summary>
internal sealed class SentFileRow
{
    /// <summary>The bot that sent them: the id is of no use for others.</summary>
    public long BotId { get; set; }

    /// <summary>Their SHA-256.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>As what they were sent.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Under which name: a <c>file_id</c> brings the name along that it was uploaded with.</summary>
    public string Name { get; set; } = "";

    /// <summary>Telegram's <c>file_id</c>.</summary>
    public string FileId { get; set; } = "";

    /// <summary>When Telegram gave it.</summary>
    public DateTimeOffset At { get; set; }
}
