using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>sendPhoto, sendDocument, sendVideo, sendAnimation, sendAudio, sendVoice: by upload, or by the <c>file_id</c> of a file that Telegram has.</summary>
internal sealed class SendingFiles(StoredFiles files, Bot bot, BotMessages messages)
{
    private const long LargestPhoto = 10 * 1024 * 1024;
    private const long LargestFile = 50 * 1024 * 1024;

    /// <summary>The name of a method without <c>send</c>; in lower case the parameter with the file, and the member of the message.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Photo", "Document", "Video", "Animation", "Audio", "Voice"];

    /// <param name="call">The call's parameters.</param>
    /// <param name="kind">One of <see cref="Kinds"/>, in lower case.</param>
    /// <param name="fault">The fault that the caller will see instead of the answer; null for the answer.</param>
    public Answer Send(BotCall call, string kind, string? fault)
    {
        var entry = BotMessages.Entry(call) with { Detail = kind };
        return messages.Play(entry, fault, () =>
        {
            var (chat, caption, file) = (messages.CheckChat(call), BotMessages.CheckCaption(call), FileOf(call, kind));
            var message = messages.Json(bot.NextMessageId(), chat);
            message[kind] = MediaJson.Make(file);
            if (caption is not null)
            {
                message["caption"] = caption;
            }

            var id = message["message_id"]!.GetValue<long>();
            return (entry with { What = What.ChatDelivered, Id = id, Text = caption, Detail = null, File = file.Seen }, message);
        });
    }

    private StoredFile FileOf(BotCall call, string kind)
    {
        if (call.Upload(kind) is { } upload)
        {
            Check(upload.Bytes, kind);
            return files.Add(upload.Bytes, kind, upload.Name);
        }

        return files.Find(call.Text(kind)) is not { Kind: { } known } file
                ? throw new BotApiException(400, "Bad Request: wrong file identifier/HTTP URL specified")
            : known != kind ? throw new BotApiException(400, "Bad Request: type of file mismatch")
            : file;
    }

    private static void Check(byte[] bytes, string kind)
    {
        if (bytes.Length == 0)
        {
            throw new BotApiException(400, "Bad Request: file must be non-empty");
        }

        if (kind == "photo" && bytes.Length > LargestPhoto)
        {
            throw new BotApiException(400, $"Bad Request: file of size {bytes.Length} bytes is too big for a photo; the maximum size is {LargestPhoto} bytes");
        }

        if (bytes.Length > LargestFile)
        {
            throw new BotApiException(400, $"Bad Request: file of size {bytes.Length} bytes is too big; the maximum size is {LargestFile} bytes");
        }

        if (kind == "photo" && !IsPicture(bytes))
        {
            throw new BotApiException(400, "Bad Request: IMAGE_PROCESS_FAILED");
        }
    }

    /// <summary>JPEG, PNG, GIF, TIFF or BMP, by the first bytes.</summary>
    private static bool IsPicture(ReadOnlySpan<byte> bytes) => bytes is
        [0xFF, 0xD8, 0xFF, ..] or [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..]
        or [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] or [(byte)'B', (byte)'M', ..];
}
