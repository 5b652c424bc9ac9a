namespace Relay.TelegramGateway.Persistence;

/// <summary>A piece of a file's bytes.</summary>
internal sealed class FileChunkRow
{
    /// <summary>Of which content.</summary>
    public Guid ContentId { get; set; }

    /// <summary>From 0.</summary>
    public int Position { get; set; }

    /// <summary>At most 256 KiB.</summary>
    public byte[] Bytes { get; set; } = [];

    /// <summary>Their SHA-256; null if an older version wrote them.</summary>
    public byte[]? Hash { get; set; }
}
