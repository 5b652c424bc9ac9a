namespace Relay.Contracts;

/// <summary>A file that travels with a message. Not carried yet: the member exists so that adding files breaks no contract.</summary>
public sealed record Attachment
{
    /// <summary>The origin's id of the file; opaque.</summary>
    public required string FileId { get; init; }

    /// <summary>The file's original name. May be empty.</summary>
    public required string FileName { get; init; }

    /// <summary>MIME type; <c>application/octet-stream</c> if unknown.</summary>
    public required string ContentType { get; init; }

    /// <summary>Size in bytes; null if unknown.</summary>
    public long? Size { get; init; }
}
