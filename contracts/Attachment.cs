namespace Relay.Contracts;

/// <summary>A file that travels with a message. Its bytes never cross the broker, only where to get them.</summary>
public sealed record Attachment
{
    /// <summary>
    /// The address of the bytes: of a client's file a link of the relay's own, of a manager's the <c>file_url</c> of Wahelp's event. Anyone who has it can
    /// open it: never log it.
    /// </summary>
    public required string Url { get; init; }

    /// <summary>The file's original name. May be empty.</summary>
    public required string FileName { get; init; }

    /// <summary>Size in bytes; null if unknown.</summary>
    public long? Size { get; init; }
}
