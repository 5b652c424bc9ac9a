using System.Text.Json.Nodes;

namespace Relay.Sandbox.Telegram;

/// <summary>What a client does in the chat with the bot.</summary>
internal sealed record ClientMessage
{
    /// <summary>
    /// text, edit, contact, photo, voice, video, video_note, sticker, document, audio, animation, location;
    /// or any name, with the content in <see cref="Extra"/>.
    /// </summary>
    public string Kind { get; init; } = "text";

    /// <summary>The text, or the caption of what has one.</summary>
    public string? Text { get; init; }

    /// <summary>The message that an edit changes.</summary>
    public long? MessageId { get; init; }

    /// <summary>Written in this group (a negative id) instead of the private chat.</summary>
    public long? Group { get; init; }

    /// <summary>Of a contact: whose phone; null: the client's own.</summary>
    public string? ContactPhone { get; init; }

    /// <summary>Of a contact: whose Telegram account; null: the client's own, or none where a phone is given.</summary>
    public long? ContactUserId { get; init; }

    /// <summary>The message was forwarded from somebody.</summary>
    public bool Forwarded { get; init; }

    /// <summary>Explicit entities; null: a leading command is marked, as Telegram does.</summary>
    public JsonArray? Entities { get; init; }

    /// <summary>Members to add to the message, or to put over what it has.</summary>
    public JsonObject? Extra { get; init; }
}
