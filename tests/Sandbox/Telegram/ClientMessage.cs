using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Relay.Sandbox.Files;

namespace Relay.Sandbox.Telegram;

/// <summary>A client's act in the chat with the bot.</summary>
internal sealed record ClientMessage
{
    /// <summary>
    /// text, edit, contact, photo, voice, video, video_note, sticker, document, audio, animation, location;
    /// or any name, with the content in <see cref="Extra"/>.
    /// </summary>
    public string Kind { get; init; } = "text";

    /// <summary>The text, or the caption.</summary>
    public string? Text { get; init; }

    /// <summary>The message that an edit changes.</summary>
    public long? MessageId { get; init; }

    /// <summary>True if it changes an earlier message that is no text; a text is changed by the kind <c>edit</c>.</summary>
    public bool IsEdit { get; init; }

    /// <summary>The group (a negative id) instead of the private chat.</summary>
    public long? Group { get; init; }

    /// <summary>The phone in a contact; null for the client's own.</summary>
    public string? ContactPhone { get; init; }

    /// <summary>The Telegram account in a contact; null for the client's own, or none if a phone is given.</summary>
    public long? ContactUserId { get; init; }

    /// <summary>True if the message was forwarded.</summary>
    public bool Forwarded { get; init; }

    /// <summary>Explicit entities; null to mark a leading command, as Telegram does.</summary>
    public JsonArray? Entities { get; init; }

    /// <summary>Members that are added to the message, or override its own.</summary>
    public JsonObject? Extra { get; init; }

    /// <summary>The file in <see cref="Extra"/>, for the journal; null for none.</summary>
    [JsonIgnore]
    public StoredFile? File { get; init; }
}
