using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>editMessageText, editMessageCaption and deleteMessage, and what a chat shows.</summary>
public sealed class ChangingMessagesTests
{
    private const long Anna = 11;
    private const string NotModified = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        + "a current content and reply markup of the message";

    [Fact]
    public async Task A_text_shows_its_last_edit_in_its_old_place()
    {
        await using var sandbox = await StartAsync();
        var first = await SendAsync(sandbox, "Завтра");
        await SendAsync(sandbox, "Ждём");

        var (status, body) = await sandbox.BotAsync("editMessageText", new { chat_id = Anna, message_id = first, text = "Послезавтра" });

        Assert.Equal((200, "Послезавтра"), (status, body.GetProperty("result").GetProperty("text").GetString()));
        Assert.Equal([("Послезавтра", true), ("Ждём", false)], (await sandbox.Control.ShownAsync(Anna)).Select(one => (one.Text, one.IsEdited)));
    }

    [Fact]
    public async Task A_caption_is_changed_and_taken_away_while_the_file_stays()
    {
        await using var sandbox = await StartAsync();
        var id = await SendFileAsync(sandbox, "Зал");

        var (_, body) = await sandbox.BotAsync("editMessageCaption", new { chat_id = Anna, message_id = id, caption = "Наш зал" });
        var changed = Assert.Single(await sandbox.Control.ShownAsync(Anna));
        var (status, _) = await sandbox.BotAsync("editMessageCaption", new { chat_id = Anna, message_id = id });
        var bare = Assert.Single(await sandbox.Control.ShownAsync(Anna));

        Assert.Equal("Наш зал", body.GetProperty("result").GetProperty("caption").GetString());
        Assert.Equal(changed.File!.Id, body.GetProperty("result").GetProperty("document").GetProperty("file_id").GetString());
        Assert.Equal((200, "Наш зал", null), (status, changed.Text, bare.Text));
        Assert.Equal(changed.File, bare.File);
    }

    [Theory]
    [InlineData("editMessageText", "text", "file", "Bad Request: there is no text in the message to edit")]
    [InlineData("editMessageText", "text", "text", NotModified)]
    [InlineData("editMessageText", "text", "client", "Bad Request: message can't be edited")]
    [InlineData("editMessageText", "text", "none", "Bad Request: message to edit not found")]
    [InlineData("editMessageCaption", "caption", "text", "Bad Request: there is no caption in the message to edit")]
    [InlineData("editMessageCaption", "caption", "file", NotModified)]
    [InlineData("editMessageCaption", "caption", "client", "Bad Request: message can't be edited")]
    [InlineData("editMessageCaption", "caption", "none", "Bad Request: message to edit not found")]
    [InlineData("deleteMessage", "text", "none", "Bad Request: message to delete not found")]
    public async Task What_cannot_be_changed_is_said_as_telegram_says_it(string method, string member, string of, string expected)
    {
        await using var sandbox = await StartAsync();
        var message = of switch
        {
            "text" => await SendAsync(sandbox, "слова"),
            "file" => await SendFileAsync(sandbox, "слова"),
            "client" => (await sandbox.Control.ClientWritesAsync(Anna, "Здравствуйте")).MessageId!.Value,
            _ => 1,
        };

        var (status, body) = await sandbox.BotAsync(
            method, new Dictionary<string, object> { ["chat_id"] = Anna, ["message_id"] = message, [member] = "слова" });

        Assert.Equal((400, expected), (status, body.GetProperty("description").GetString()));
        Assert.Equal(expected, Assert.Single(await sandbox.Control.SeenAsync(Seen.ChatRefused)).Reason);
        Assert.DoesNotContain(await sandbox.Control.ShownAsync(Anna), one => one.IsEdited);
    }

    [Fact]
    public async Task A_message_can_be_deleted_for_48_hours_and_once()
    {
        var time = new FakeTimeProvider();
        await using var sandbox = await StartAsync(time);
        var (old, file) = (await SendAsync(sandbox, "старое"), await SendFileAsync(sandbox, "файл"));

        time.Advance(TimeSpan.FromHours(48));
        Assert.Equal((200, null), await DeleteAsync(sandbox, file));
        Assert.Equal((400, "Bad Request: message to delete not found"), await DeleteAsync(sandbox, file));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((400, "Bad Request: message can't be deleted"), await DeleteAsync(sandbox, old));

        var (edited, _) = await sandbox.BotAsync("editMessageText", new { chat_id = Anna, message_id = old, text = "новое" });
        Assert.Equal(200, edited);
        Assert.Equal(["новое"], await sandbox.Control.ShownInChatAsync(Anna));
    }

    [Fact]
    public async Task A_change_can_be_lost_on_its_way_back_after_it_took_effect()
    {
        await using var sandbox = await StartAsync();
        var id = await SendFileAsync(sandbox, "Зал");
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "telegram.editMessageCaption", Chat = Anna, Accept = true, Status = 502 });

        var (status, _) = await sandbox.BotAsync("editMessageCaption", new { chat_id = Anna, message_id = id, caption = "Наш зал" });

        Assert.Equal(502, status);
        Assert.Equal(["Наш зал"], await sandbox.Control.ShownInChatAsync(Anna));
        Assert.Equal("scripted 502", Assert.Single(await sandbox.Control.SeenAsync(Seen.ChatEdited)).Reason);
    }

    private static async Task<RunningSandbox> StartAsync(TimeProvider? time = null)
    {
        var sandbox = await RunningSandbox.StartAsync(time: time);
        await sandbox.Control.CreateClientAsync(Anna);
        return sandbox;
    }

    private static async Task<long> SendAsync(RunningSandbox sandbox, string text)
    {
        var (_, body) = await sandbox.BotAsync("sendMessage", new { chat_id = Anna, text });
        return body.GetProperty("result").GetProperty("message_id").GetInt64();
    }

    /// <summary>Sends back a document of the client's.</summary>
    private static async Task<long> SendFileAsync(RunningSandbox sandbox, string caption)
    {
        await sandbox.Control.ClientSendsFileAsync(Anna, "document", [1, 2, 3], "a.pdf");
        var document = (await sandbox.Control.SeenAsync(Seen.UpdateCreated, $"{Anna}"))[^1].File!.Id;
        var (_, body) = await sandbox.BotAsync("sendDocument", new { chat_id = Anna, document, caption });
        return body.GetProperty("result").GetProperty("message_id").GetInt64();
    }

    private static async Task<(int Status, string? Description)> DeleteAsync(RunningSandbox sandbox, long message)
    {
        var (status, body) = await sandbox.BotAsync("deleteMessage", new { chat_id = Anna, message_id = message });
        return (status, body.TryGetProperty("description", out JsonElement said) ? said.GetString() : null);
    }
}
