using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>
/// The tables of docs/messages.md are what a running relay does with each kind of message. If they differ, the right document is written beside it as
/// <c>messages.actual.md</c>: read it, then rename it.
/// </summary>
[Collection(OneRelay.Name)]
public sealed partial class MessagesDocumentTests(RelayFixture relay)
{
    private const string Nothing = "—";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Kinds of what clients send: names of the updates in TelegramGateway's tests, and whether they may have a caption.</summary>
    private static readonly (string Update, bool HasCaption)[] ClientKinds =
    [
        ("text", false), ("text_with_entities", false), ("photo", true), ("video", true), ("video_note", false), ("voice", true), ("audio", true),
        ("animation", true), ("document_named", true), ("sticker", false), ("location", false), ("venue", false), ("contact_foreign", false),
        ("poll", false), ("dice", false), ("story", false), ("gift", false), ("checklist", false), ("rich_message", false), ("web_app_data", false),
        ("unknown_kind", false),
    ];

    /// <summary>Kinds of what managers send: the name, and how the bytes begin.</summary>
    private static readonly (string Name, byte[] Signature)[] ManagerFiles =
    [
        ("фото.jpg", [0xFF, 0xD8, 0xFF, 0xE0]), ("фото.png", [0x89, .. "PNG\r\n\x1A\n"u8]), ("ролик.gif", [.. "GIF89a"u8]),
        ("ролик.mp4", [0, 0, 0, 24, .. "ftypisom"u8]), ("ответ.ogg", [.. "OggS"u8, .. new byte[24], .. "OpusHead"u8]),
        ("песня.mp3", [.. "ID3"u8, 3, 0]), ("прайс.pdf", [.. "%PDF-1.7"u8]), ("архив.zip", [.. "PK"u8, 3, 4]),
    ];

    private long nextMessage = 1_000_000;

    private SandboxClient Sandbox => relay.Sandbox;

    [Fact]
    public async Task The_document_says_what_comes_of_each_kind_of_message()
    {
        var path = Path.Combine(Repository.Root, "docs", "messages.md");
        var document = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var actual = Put(Put(document, "clients", await ClientTableAsync()), "managers", await ManagerTableAsync());
        if (actual != document)
        {
            await File.WriteAllTextAsync(Path.ChangeExtension(path, ".actual.md"), actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(document, actual);
    }

    private async Task<string> ClientTableAsync()
    {
        var (chat, phone) = await relay.LinkedClientAsync();
        var table = new StringBuilder("| the client sends | the manager reads | with a caption | as a reply | edited |\n|---|---|---|---|---|\n");
        foreach (var (update, hasCaption) in ClientKinds)
        {
            var alone = Message(update, chat);
            var captioned = With(alone, "caption", "Подпись");
            var reply = With(alone, "reply_to_message", new JsonObject
            {
                ["message_id"] = 7, ["date"] = 1_790_000_000, ["chat"] = alone["chat"]!.DeepClone(), ["text"] = "Что передать?",
            });
            table.Append(CultureInfo.InvariantCulture, $"| {update.Replace('_', ' ')} | {await ReadAsync(phone, "message", alone)} ")
                .Append(CultureInfo.InvariantCulture, $"| {(hasCaption ? await ReadAsync(phone, "message", captioned) : Nothing)} ")
                .Append(CultureInfo.InvariantCulture, $"| {await ReadAsync(phone, "message", reply)} ")
                .Append(CultureInfo.InvariantCulture, $"| {await EditedAsync(phone, update, hasCaption ? captioned : alone)} |\n");
        }

        await Sandbox.ClientSendsFileAsync(chat, "document", [1], "чертёж.dwg", "Подпись", size: 34_000_000);
        var big = await LastAsync(phone);
        return table.Append(CultureInfo.InvariantCulture, $"| document of 34 MB | {Nothing} | {big} | {Nothing} | {Nothing} |\n").ToString();
    }

    private async Task<string> ManagerTableAsync()
    {
        var table = new StringBuilder("| the manager sends | the client sees | with a text | with a text over 1,024 | the text edited | deleted |\n|---|---|---|---|---|---|\n");
        foreach (var (name, signature) in ManagerFiles)
        {
            var (chat, phone) = await relay.LinkedClientAsync();
            byte[] bytes = [.. signature, .. new byte[1000]];
            await Sandbox.ManagerSendsFileAsync(phone, bytes, name);
            var alone = await ShownAsync(chat, 1);
            var id = await Sandbox.ManagerSendsFileAsync(phone, bytes, name, "Текст");
            var captioned = await ShownAsync(chat, 2);
            await Sandbox.ManagerSendsFileAsync(phone, bytes, name, new string('я', 1025));
            var lengthy = await ShownAsync(chat, 4);
            await Sandbox.ManagerEditsAsync(phone, id, "Другой текст");
            await Waiting.UntilAsync(async () => (await Sandbox.ShownInChatAsync(chat)).Contains("Другой текст"), Patience, "the text is edited");
            var edited = await ShownAsync(chat, 4);
            await Sandbox.ManagerDeletesAsync(phone, id);
            var deleted = await ShownAsync(chat, 3);
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {alone[0]} | {captioned[1]} | {lengthy[2]}, {lengthy[3]} | {edited[1]} ")
                .Append(CultureInfo.InvariantCulture, $"| {(deleted.Contains(edited[1]) ? edited[1] : "it goes away")} |\n");
        }

        return table.ToString();
    }

    private async Task<string> EditedAsync(string phone, string update, JsonObject message)
    {
        var edited = message.ContainsKey("caption") ? With(message, "caption", "Другая подпись")
            : update == "text" ? With(message, "text", "Другой текст")
            : null;
        if (edited is null)
        {
            return Nothing;
        }

        edited["message_id"] = message["message_id"]!.DeepClone();
        edited["edit_date"] = 1_790_000_100;
        return await ReadAsync(phone, "edited_message", edited, isNew: false);
    }

    /// <summary>What the manager reads of an update.</summary>
    private async Task<string> ReadAsync(string phone, string kind, JsonObject message, bool isNew = true)
    {
        if (isNew)
        {
            message["message_id"] = nextMessage++;
        }

        await Sandbox.InjectUpdateAsync(new JsonObject { [kind] = message.DeepClone() }.ToJsonString());
        return await LastAsync(phone);
    }

    private int read;

    private async Task<string> LastAsync(string phone) =>
        Link().Replace((await Sandbox.WaitAtWahelpAsync(phone, ++read))[^1].Text!, "https://relay.example/files/…/")
            .Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);

    /// <summary>What the chat shows after the thanks for the contact, once it has so many messages.</summary>
    private async Task<List<string>> ShownAsync(long chat, int count)
    {
        IReadOnlyList<ShownMessage> shown = [];
        await Waiting.UntilAsync(async () => (shown = await Sandbox.ShownAsync(chat)).Count == count + 1, Patience, $"the chat shows {count}");
        return [.. shown.Skip(1).Select(one => (one.File?.Kind, one.Text) switch
        {
            (null, _) => "text",
            ({ } kind, null) => kind,
            ({ } kind, { } text) => $"{kind} with “{text}”",
        })];
    }

    private static JsonObject Message(string update, long chat)
    {
        var folder = Path.Combine(Repository.Root, "tests", "TelegramGateway.Tests", "Updates");
        var message = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, update + ".json")))!["message"]!.AsObject();
        message["chat"]!["id"] = chat;
        message["from"]!["id"] = chat;
        return message;
    }

    private static JsonObject With(JsonObject message, string name, JsonNode value)
    {
        var other = message.DeepClone().AsObject();
        other[name] = value;
        return other;
    }

    private static string Put(string document, string name, string table)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- end of {name} -->");
        var (from, to) = (document.IndexOf(begin, StringComparison.Ordinal) + begin.Length, document.IndexOf(end, StringComparison.Ordinal));
        return document[..from] + "\n" + table + "\n" + document[to..];
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+/files/[0-9a-f]{32}/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
