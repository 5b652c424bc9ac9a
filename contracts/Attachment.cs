namespace Relay.Contracts;

/// <summary>A file that travels with a message. None is carried yet: the member is there so that adding them breaks nobody.</summary>
public sealed record Attachment
{
    /// <summary>The origin's id of the file; opaque.</summary>
    public required string FileId { get; init; }

    /// <summary>The name it was sent under. May be empty.</summary>
    public required string FileName { get; init; }

    /// <summary>MIME type; <c>application/octet-stream</c> where unknown.</summary>
    public required string ContentType { get; init; }

    /// <summary>Size in bytes; null where unknown.</summary>
    public long? Size { get; init; }
}
