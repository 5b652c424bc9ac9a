using System.Text.Json.Nodes;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>One message of each kind, for the tables of docs/messages.md.</summary>
internal static class SampleMessages
{
    /// <summary>What clients send: in words, as the name of the update in TelegramGateway's tests, and whether it may have a caption.</summary>
    public static IReadOnlyList<(string Words, string Update, bool HasCaption)> OfClients { get; } =
    [
        ("a text", "text", false), ("a text with a link in it", "text_with_entities", false), ("a formatted document (rich message)", "rich_message", false),
        ("a photo", "photo", true), ("each picture of an album", "album_item", true), ("a live photo", "live_photo", true), ("a video", "video", true),
        ("a round video", "video_note", false), ("a voice message", "voice", true), ("music", "audio", true), ("an animation (GIF)", "animation", true),
        ("a document", "document_named", true), ("a sticker", "sticker", false), ("photos or videos to be paid for", "paid_media", true),
        ("a story", "story", false), ("a position on the map", "location", false), ("a position that moves for a while", "live_location", false),
        ("a place with an address", "venue", false), ("another person's contact", "contact_foreign", false), ("a poll", "poll", false),
        ("an option added to a poll", "poll_option_added", false), ("an option taken out of a poll", "poll_option_deleted", false),
        ("a checklist", "checklist", false), ("tasks ticked off in it", "checklist_tasks_done", false),
        ("tasks added to it", "checklist_tasks_added", false), ("a dice", "dice", false), ("a game", "game", false), ("an invoice", "invoice", false),
        ("a payment", "successful_payment", false), ("a payment paid back", "refunded_payment", false), ("a gift", "gift", false),
        ("a collectible gift", "unique_gift", false), ("a gift made collectible", "gift_upgrade_sent", false), ("a giveaway", "giveaway", false),
        ("the winners of a giveaway", "giveaway_winners", false), ("a form of a web app", "web_app_data", false),
        ("contacts chosen by a button", "users_shared", false), ("a chat chosen by a button", "chat_shared", false),
        ("a bot created by a button", "managed_bot_created", false), ("documents of Telegram Passport", "passport_data", false),
        ("a kind that is newer than Relay", "unknown_kind", false),
    ];

    /// <summary>What managers send: in words, the name, how the bytes begin, and the size.</summary>
    public static IReadOnlyList<(string Words, string Name, byte[] Signature, int Size)> OfManagers { get; } =
    [
        ("a picture (JPEG)", "hall.jpg", [0xFF, 0xD8, 0xFF, 0xE0], 1000), ("a picture (PNG)", "plan.png", [0x89, .. "PNG\r\n\x1A\n"u8], 1000),
        ("a picture above 10 MB", "hall.jpg", [0xFF, 0xD8, 0xFF, 0xE0], 10_500_000), ("a moving picture (GIF)", "lamp.gif", [.. "GIF89a"u8], 1000),
        ("a video (MP4)", "hall.mp4", [0, 0, 0, 24, .. "ftypisom"u8], 1000),
        ("a voice message (Ogg with Opus)", "answer.ogg", [.. "OggS"u8, .. new byte[24], .. "OpusHead"u8], 1000),
        ("music (MP3)", "song.mp3", [.. "ID3"u8, 3, 0], 1000), ("a document (PDF)", "prices.pdf", [.. "%PDF-1.7"u8], 1000),
        ("any other file", "drawings.zip", [.. "PK"u8, 3, 4], 1000),
    ];

    /// <summary>The message of an update, of this client and this moment: what is old is marked as late.</summary>
    public static JsonObject Of(string update, long chat, long messageId)
    {
        var folder = Path.Combine(Repository.Root, "tests", "TelegramGateway.Tests", "Updates");
        var message = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, update + ".json")))!["message"]!.AsObject();
        message["chat"]!["id"] = chat;
        message["from"]!["id"] = chat;
        message["message_id"] = messageId;
        message["date"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        message.Remove("caption");
        message.Remove("caption_entities");
        return message;
    }

    /// <summary>The same with a member.</summary>
    public static JsonObject With(this JsonObject message, string name, JsonNode? value)
    {
        var other = message.DeepClone().AsObject();
        other[name] = value;
        return other;
    }

    /// <summary>The same, as an answer to what the bot asked.</summary>
    public static JsonObject AsReply(this JsonObject message) => message.With("reply_to_message", new JsonObject
    {
        ["message_id"] = 7,
        ["date"] = message["date"]!.DeepClone(),
        ["chat"] = message["chat"]!.DeepClone(),
        ["text"] = "Which one?",
    });

    /// <summary>The same, edited.</summary>
    public static JsonObject Edited(this JsonObject message, string member, string text)
    {
        var edited = message.With(member, text).With("edit_date", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        edited.Remove("entities"); // of the words before
        return edited;
    }
}
