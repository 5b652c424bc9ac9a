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
public sealed partial class MessagesDocumentTests : IAsyncLifetime
{
    private const string Nothing = "—";
    private const string Quote = "> Which one?<br>";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private RelayStack stack = null!;
    private SandboxClient sandbox = null!;
    private long lastChat = 7_500_000;
    private long lastMessage = 1_000_000;
    private int read;

    public async ValueTask InitializeAsync()
    {
        stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_LANGUAGE"] = "en", ["RELAY_TELEGRAM_RATE"] = "0" },
        });
        sandbox = new SandboxClient(stack.SandboxUrl);
    }

    public async ValueTask DisposeAsync()
    {
        sandbox?.Dispose();
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }
    }

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
        Assert.Empty(await sandbox.UnexpectedCallsAsync());
    }

    private async Task<string> ClientTableAsync()
    {
        var (chat, phone) = await LinkedClientAsync();
        var table = new StringBuilder("| the client sends | the manager reads | with a caption | as a reply | edited |\n|---|---|---|---|---|\n");
        foreach (var (words, update, hasCaption) in SampleMessages.OfClients)
        {
            var message = SampleMessages.Of(update, chat, ++lastMessage);
            var alone = await ReadAsync(phone, "message", message);
            var captioned = SampleMessages.Of(update, chat, ++lastMessage).With("caption", "My words");
            var caption = hasCaption ? await ReadAsync(phone, "message", captioned) : Nothing;
            var edited = hasCaption ? await ReadAsync(phone, "edited_message", captioned.Edited("caption", "Other words"))
                : message.ContainsKey("text") ? await ReadAsync(phone, "edited_message", message.Edited("text", "Other words"))
                : Nothing;
            var reply = await ReadAsync(phone, "message", SampleMessages.Of(update, chat, ++lastMessage).AsReply());
            Row(table, words, alone, caption, reply == Quote + alone ? "the same below the quote" : reply, edited);
        }

        await sandbox.ClientSendsFileAsync(chat, "document", [1], "drawing.dwg", "My words", size: 34_000_000);
        Row(table, "a file above 20 MB", Nothing, await LastAsync(phone), Nothing, Nothing);
        var sent = await sandbox.ClientSendsFileAsync(chat, "document", [1], "old.pdf", "My words");
        await LastAsync(phone);
        await sandbox.ClientSendsFileAsync(chat, "document", [2], "new.pdf", "My words", messageId: sent.MessageId);
        Row(table, "another file in place of one", Nothing, Nothing, Nothing, await LastAsync(phone));
        return table.ToString();
    }

    private async Task<string> ManagerTableAsync()
    {
        var table = new StringBuilder("| the manager sends | the client sees | with a text ")
            .Append("| with a text above 1,024 characters | its text edited | deleted |\n|---|---|---|---|---|---|\n");
        await TextRowAsync(table);
        foreach (var (words, name, signature, size) in SampleMessages.OfManagers)
        {
            var (chat, phone) = await LinkedClientAsync();
            byte[] bytes = [.. signature, .. new byte[size]];
            await sandbox.ManagerSendsFileAsync(phone, bytes, name);
            var alone = await ShownAsync(chat, 1);
            var id = await sandbox.ManagerSendsFileAsync(phone, bytes, name, "Words");
            var captioned = await ShownAsync(chat, 2);
            await sandbox.ManagerSendsFileAsync(phone, bytes, name, new string('w', 1025));
            var lengthy = await ShownAsync(chat, 4);
            await sandbox.ManagerEditsAsync(phone, id, "Other words");
            var edited = await EditedAsync(chat, 4);
            await sandbox.ManagerDeletesAsync(phone, id);
            var deleted = await ShownAsync(chat, 3);
            Row(table, words, alone[0], captioned[1], $"{lengthy[2]}, then {lengthy[3]}", edited[1], deleted.Contains(edited[1]) ? edited[1] : "goes away");
        }

        await TooBigRowAsync(table);
        return table.ToString();
    }

    private async Task TextRowAsync(StringBuilder table)
    {
        var (chat, phone) = await LinkedClientAsync();
        var id = await sandbox.ManagerRepliesAsync(phone, "Words");
        var alone = await ShownAsync(chat, 1);
        await sandbox.ManagerRepliesAsync(phone, new string('w', 4097));
        var lengthy = await ShownAsync(chat, 3);
        await sandbox.ManagerEditsAsync(phone, id, "Other words");
        var edited = await EditedAsync(chat, 3);
        await sandbox.ManagerDeletesAsync(phone, id);
        await ShownAsync(chat, 2);
        Row(table, "a text", Nothing, alone[0], $"above 4,096: {lengthy[1]}, then {lengthy[2]}", edited[0], "goes away");
    }

    /// <summary>A file that is too big never arrives; the manager reads why.</summary>
    private async Task TooBigRowAsync(StringBuilder table)
    {
        var (chat, phone) = await LinkedClientAsync();
        var bytes = new byte[52_500_000];
        await sandbox.ManagerSendsFileAsync(phone, bytes, "drawings.zip");
        var alone = await NoteAsync(phone, 1);
        await sandbox.ManagerSendsFileAsync(phone, bytes, "drawings.zip", "Words");
        var captioned = await NoteAsync(phone, 2);
        var shown = Assert.Single(await ShownAsync(chat, 1));
        Row(table, "a file above 50 MB", $"nothing; the manager reads “{alone}”", $"{shown}; the manager reads “{captioned}”", Nothing, Nothing, Nothing);
    }

    private async Task<(long Chat, string Phone)> LinkedClientAsync()
    {
        var chat = ++lastChat;
        await sandbox.ClientSharesContactAsync(chat);
        await sandbox.WaitInChatAsync(chat, timeout: Patience);
        return (chat, SandboxClient.PhoneOf(chat));
    }

    /// <summary>What the manager reads of an update.</summary>
    private async Task<string> ReadAsync(string phone, string kind, JsonObject message)
    {
        await sandbox.InjectUpdateAsync(new JsonObject { [kind] = message.DeepClone() }.ToJsonString());
        return await LastAsync(phone);
    }

    private async Task<string> LastAsync(string phone) => Cell((await sandbox.WaitAtWahelpAsync(phone, ++read))[^1].Text!);

    private async Task<string> NoteAsync(string phone, int count) => Cell((await sandbox.WaitAtWahelpAsync(phone, count))[^1].Text!);

    /// <summary>What the chat shows after the thanks for the contact, once it has so many messages.</summary>
    private async Task<List<string>> ShownAsync(long chat, int count)
    {
        IReadOnlyList<ShownMessage> shown = [];
        await Waiting.UntilAsync(async () => (shown = await sandbox.ShownAsync(chat)).Count == count + 1, Patience, $"the chat shows {count}");
        return [.. shown.Skip(1).Select(Words)];
    }

    private async Task<List<string>> EditedAsync(long chat, int count)
    {
        await Waiting.UntilAsync(async () => (await sandbox.ShownInChatAsync(chat)).Contains("Other words"), Patience, "the text is edited");
        return await ShownAsync(chat, count);
    }

    private static string Words(ShownMessage message) => (message.File?.Kind, message.Text) switch
    {
        (null, { Length: 4096 }) => "the first 4,096 characters",
        (null, { Length: > 1000 }) => "the text",
        (null, { Length: 1 }) => "the rest",
        (null, var text) => $"“{text}”",
        ({ } kind, null) => kind,
        ({ } kind, var text) => $"{kind} with “{text}”",
    };

    private static string Cell(string text) => Link().Replace(text, "https://relay.example/files/…/")
        .Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "<br>", StringComparison.Ordinal);

    private static void Row(StringBuilder table, params string[] cells) => table.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells)} |\n");

    private static string Put(string document, string name, string table)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"<!-- end of {name} -->");
        var (from, to) = (document.IndexOf(begin, StringComparison.Ordinal) + begin.Length, document.IndexOf(end, StringComparison.Ordinal));
        return document[..from] + "\n" + table + "\n" + document[to..];
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+/files/[0-9a-f]{32}/", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
