using Telegram.Bot.Types;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Reads what an update says of the message's file.</summary>
internal static class FileReader
{
    /// <returns>Null if the message has none that a bot can fetch. Paid media cannot be fetched.</returns>
    public static ClientFile? File(Message message) => message switch
    {
        { Animation: { } animation } => Of(animation, MediaKind.Animation, animation.FileName, animation.MimeType, animation.Duration),
        { Document: { } document } => Of(document, MediaKind.Document, document.FileName, document.MimeType),
        { Audio: { } audio } => Of(audio, MediaKind.Audio, audio.FileName, audio.MimeType, audio.Duration),
        { Video: { } video } => Of(video, MediaKind.Video, video.FileName, video.MimeType, video.Duration),
        { VideoNote: { } round } => Of(round, MediaKind.VideoNote, name: null, "video/mp4", round.Duration),
        { Voice: { } voice } => Of(voice, MediaKind.Voice, name: null, voice.MimeType ?? "audio/ogg", voice.Duration),
        { Sticker: { } sticker } => Of(Picture(sticker), MediaKind.Sticker, name: null, "image/webp"),
        { Photo: [.., { } largest] } => Of(largest, MediaKind.Photo, name: null, "image/jpeg"), // the last is the largest
        _ => null,
    };

    /// <summary>Browsers cannot show moving stickers (Lottie, WebM with transparency): their thumbnail is a picture.</summary>
    private static FileBase? Picture(Sticker sticker) => sticker.IsAnimated || sticker.IsVideo ? sticker.Thumbnail : sticker;

    private static ClientFile? Of(FileBase? file, MediaKind kind, string? name, string? mimeType, int? duration = null) =>
        file is { FileId.Length: > 0, FileUniqueId.Length: > 0 }
            ? new(file.FileId, file.FileUniqueId, kind, name ?? "", mimeType ?? "", file.FileSize, duration)
            : null;
}
