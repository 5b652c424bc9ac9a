using System.Text.Json.Nodes;
using Relay.Sandbox.Files;

namespace Relay.Sandbox.Telegram;

/// <summary>Messages without text, as small as Telegram's can be.</summary>
internal static class MediaJson
{
    /// <summary>Null for an unusual kind.</summary>
    public static JsonNode? Make(string kind) => kind switch
    {
        "photo" => new JsonArray(Photo("small", 90, 60, 1_253), Photo("large", 1280, 853, 155_003)),
        "voice" => File("voice", "audio/ogg", 9_125, ("duration", 3)),
        "video" => File("video", "video/mp4", 1_048_576, ("width", 1280), ("height", 720), ("duration", 8)),
        "video_note" => File("round", null, 524_288, ("length", 240), ("duration", 5)),
        "sticker" => Sticker(),
        "document" => Named(File("document", "application/pdf", 48_190), "договор.pdf"),
        "audio" => File("audio", "audio/mpeg", 3_145_728, ("duration", 190)),
        "animation" => File("animation", "video/mp4", 65_536, ("width", 320), ("height", 240), ("duration", 2)),
        "location" => new JsonObject { ["latitude"] = 55.7522, ["longitude"] = 37.6156 },
        _ => null,
    };

    /// <summary>The media of a file that somebody sent.</summary>
    public static JsonNode Make(StoredFile file)
    {
        var media = Make(file.Kind ?? "") ?? throw new ArgumentException($"{file.Kind} is no kind of file.");
        var whole = media is JsonArray sizes ? (JsonObject)sizes[^1]! : (JsonObject)media;
        (whole["file_id"], whole["file_unique_id"], whole["file_size"]) = (file.Id, file.UniqueId, file.Size);
        if (file.Name is { } name && media is not JsonArray)
        {
            whole["file_name"] = name;
        }

        if (whole.ContainsKey("mime_type"))
        {
            whole["mime_type"] = file.Type;
        }

        return media;
    }

    private static JsonObject Photo(string name, int width, int height, int size) =>
        File(name, null, size, ("width", width), ("height", height));

    private static JsonObject Sticker()
    {
        var sticker = File("sticker", null, 25_402, ("width", 512), ("height", 512));
        sticker["emoji"] = "👍";
        sticker["set_name"] = "Sandbox";
        sticker["is_animated"] = false;
        sticker["is_video"] = false;
        sticker["type"] = "regular";
        return sticker;
    }

    private static JsonObject Named(JsonObject file, string name)
    {
        file["file_name"] = name;
        return file;
    }

    private static JsonObject File(string name, string? mimeType, int size, params (string Name, int Value)[] numbers)
    {
        var file = new JsonObject { ["file_id"] = $"sandbox-{name}-file", ["file_unique_id"] = $"sandbox-{name}" };
        foreach (var (key, value) in numbers)
        {
            file[key] = value;
        }

        if (mimeType is not null)
        {
            file["mime_type"] = mimeType;
        }

        file["file_size"] = size;
        return file;
    }
}
