using System.Text.Json.Nodes;
using Relay.Sandbox.Files;

namespace Relay.Sandbox.Telegram;

/// <summary>A file that a client sends, as the query of the upload; its bytes are the body.</summary>
internal sealed record ClientFile
{
    /// <summary>photo, voice, video, video_note, sticker, document, audio, animation.</summary>
    public required string Kind { get; init; }

    public string? Caption { get; init; }

    /// <summary>Null for kinds that have no name at Telegram.</summary>
    public string? Name { get; init; }

    /// <summary>What the client's device says of the content; null for what name and kind say.</summary>
    public string? MimeType { get; init; }

    /// <summary>The size that Telegram tells, if it is not that of the bytes: a file too big for bots need not be sent.</summary>
    public long? Size { get; init; }

    /// <summary>The members of an album have the same one.</summary>
    public string? AlbumId { get; init; }

    /// <summary>The message whose file this one replaces; null for a new message.</summary>
    public long? MessageId { get; init; }

    /// <summary>The act whose update has the file.</summary>
    public ClientMessage ToMessage(StoredFile file)
    {
        var extra = new JsonObject { [Kind] = MediaJson.Make(file) };
        if (AlbumId is { } album)
        {
            extra["media_group_id"] = album;
        }

        return new ClientMessage { Kind = Kind, Text = Caption, MessageId = MessageId, IsEdit = MessageId is not null, Extra = extra, File = file };
    }
}
