namespace Relay.TelegramGateway.Persistence;

/// <summary>The bytes of files: once for all messages with equal ones.</summary>
internal sealed class FileContentRow
{
    /// <summary>Random.</summary>
    public Guid Id { get; set; }

    /// <summary>SHA-256; null while the bytes come.</summary>
    public byte[]? Hash { get; set; }

    /// <summary>In bytes; while they come as many as they may be.</summary>
    public long Size { get; set; }

    /// <summary>How Telegram is to show them; null while they come.</summary>
    public string? Kind { get; set; }
}
