using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Harness;

namespace Relay.Sandbox.Tests;

/// <summary>The Bot API's methods that send files.</summary>
public sealed class SendingFilesTests
{
    private const long Anna = 11;
    private const string Refused = "Bad Request: ";

    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 0xE0, .. RandomNumberGenerator.GetBytes(300_000)];

    [Theory]
    [InlineData("photo")]
    [InlineData("document")]
    [InlineData("video")]
    [InlineData("animation")]
    [InlineData("audio")]
    [InlineData("voice")]
    public async Task An_uploaded_file_stands_in_the_chat_with_its_caption_and_can_be_sent_again_by_its_id(string kind)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);

        var (status, first) = await UploadAsync(sandbox, kind, Picture, "Прайс на \"март\".jpg", "Смотрите");
        var media = Whole(first.GetProperty("result").GetProperty(kind));
        var id = media.GetProperty("file_id").GetString()!;
        var again = await sandbox.BotAsync(Method(kind), new Dictionary<string, object> { ["chat_id"] = Anna, [kind] = id });

        Assert.Equal((200, 200), (status, again.Status));
        Assert.Equal((Picture.Length, "Смотрите"), (media.GetProperty("file_size").GetInt32(), first.GetProperty("result").GetProperty("caption").GetString()));
        Assert.Equal(id, Whole(again.Body.GetProperty("result").GetProperty(kind)).GetProperty("file_id").GetString());
        var shown = await sandbox.Control.ShownAsync(Anna);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Picture));
        Assert.Equal([("Смотрите", kind, hash), (null, kind, hash)], shown.Select(one => (one.Text, one.File!.Kind, one.File.Hash)));
        Assert.All(shown, one => Assert.Equal(("Прайс на \"март\".jpg", id), (one.File!.Name, one.File.Id)));
        Assert.Equal(Picture, await sandbox.Control.FileAsync(id));
        Assert.Equal(200, (await sandbox.BotAsync("getFile", new { file_id = id })).Status);
    }

    [Fact]
    public async Task A_name_is_taken_literally_so_that_an_encoded_one_shows()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);

        await CallAsync(sandbox, "sendDocument", Body("document", Picture, "filename=\"=?utf-8?B?0J/RgNCw0LnRgQ==?=\"; filename*=UTF-8''%D0%9F.pdf"));

        Assert.Equal("=?utf-8?B?0J/RgNCw0LnRgQ==?=", Assert.Single(await sandbox.Control.ShownAsync(Anna)).File!.Name);
    }

    [Fact]
    public async Task A_file_id_is_of_no_use_for_another_kind_or_after_Telegram_lost_the_file()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        var (_, sent) = await UploadAsync(sandbox, "photo", Picture, "a.jpg");
        var photo = Whole(sent.GetProperty("result").GetProperty("photo")).GetProperty("file_id").GetString()!;
        await sandbox.Control.ManagerSendsFileAsync("+79001112233", Picture, "b.jpg");
        var managers = Assert.Single(await sandbox.Control.SeenAsync(Seen.ManagerWrote)).File!.Id;

        Assert.Equal(Refused + "type of file mismatch", await RefusalAsync(sandbox, "sendDocument", new { chat_id = Anna, document = photo }));
        Assert.Equal(Refused + "wrong file identifier/HTTP URL specified", await RefusalAsync(sandbox, "sendPhoto", new { chat_id = Anna, photo = managers }));
        await sandbox.Control.ResetAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        Assert.Equal(Refused + "wrong file identifier/HTTP URL specified", await RefusalAsync(sandbox, "sendPhoto", new { chat_id = Anna, photo }));
        Assert.Empty(await sandbox.Control.ShownAsync(Anna));
    }

    [Fact]
    public async Task Telegram_refuses_an_empty_file_a_picture_that_is_none_and_what_is_too_big()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        byte[] large = [.. Picture, .. new byte[10 * 1024 * 1024]];

        Assert.Equal((400, Refused + "file must be non-empty"), Said(await UploadAsync(sandbox, "document", [], "a.pdf")));
        Assert.Equal((400, Refused + "IMAGE_PROCESS_FAILED"), Said(await UploadAsync(sandbox, "photo", Picture[4..], "a.jpg")));
        var (status, description) = Said(await UploadAsync(sandbox, "photo", large, "a.jpg"));
        Assert.Equal((400, true), (status, description!.Contains("too big for a photo", StringComparison.Ordinal)));
        Assert.Equal(200, (await UploadAsync(sandbox, "document", large, "a.jpg")).Status);
        Assert.Equal((400, Refused + "message caption is too long"), Said(await UploadAsync(sandbox, "photo", Picture, "a.jpg", new string('я', 1025))));
        Assert.Equal(200, (await UploadAsync(sandbox, "photo", Picture, "a.jpg", new string('я', 1024))).Status);
        Assert.Equal(4, (await sandbox.Control.SeenAsync(Seen.ChatRefused)).Count);
        Assert.Equal(2, (await sandbox.Control.ShownAsync(Anna)).Count);
    }

    [Fact]
    public async Task A_call_that_is_larger_than_any_file_is_answered_413()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/bot{RunningSandbox.Options.BotToken}/sendDocument");
        request.Content = Body("document", new byte[52 * 1024 * 1024], "filename=\"a.bin\"");
        request.Headers.ExpectContinue = true; // the answer comes instead of the body

        using var answer = await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "Request Entity Too Large"), (answer.StatusCode, said.GetProperty("description").GetString()));
    }

    [Theory]
    [InlineData("telegram.sendVoice", "Bad Request: VOICE_MESSAGES_FORBIDDEN", 400)]
    [InlineData("telegram.sendVoice", null, 413)]
    public async Task A_refusal_can_be_scripted_for_each_method(string at, string? description, int expected)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        await sandbox.Control.ScriptAsync(new SandboxScript { At = at, Chat = Anna, Status = expected, Description = description });

        Assert.Equal(200, (await UploadAsync(sandbox, "audio", Picture, "a.mp3")).Status);
        Assert.Equal((expected, description ?? "Request Entity Too Large"), Said(await UploadAsync(sandbox, "voice", Picture, "a.ogg")));
        Assert.Equal(200, (await UploadAsync(sandbox, "voice", Picture, "a.ogg")).Status);
    }

    [Theory]
    [InlineData("cut", false, 0)]
    [InlineData("abort", false, 0)]
    [InlineData("abort", true, 1)]
    public async Task An_upload_can_be_cut_in_its_middle_or_after_its_last_byte(string then, bool accept, int shown)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.Control.CreateClientAsync(Anna);
        await sandbox.Control.ScriptAsync(new SandboxScript { At = "telegram.sendPhoto", Then = then, Accept = accept });

        await Assert.ThrowsAnyAsync<Exception>(() => UploadAsync(sandbox, "photo", Picture, "a.jpg"));

        Assert.Equal(then, Assert.Single(await sandbox.Control.SeenAsync($"{Seen.ChatDelivered},{Seen.ChatRefused}")).Reason);
        Assert.Equal(shown, (await sandbox.Control.ShownAsync(Anna)).Count);
        Assert.Equal(200, (await UploadAsync(sandbox, "photo", Picture, "a.jpg")).Status);
    }

    [Fact]
    public async Task A_cut_for_one_chat_is_refused_because_the_chat_is_not_known_by_then()
    {
        await using var sandbox = await RunningSandbox.StartAsync();

        var error = await Assert.ThrowsAsync<HttpRequestException>(
            () => sandbox.Control.ScriptAsync(new SandboxScript { At = "telegram.sendPhoto", Then = "cut", Chat = Anna }));

        Assert.Contains("400", error.Message, StringComparison.Ordinal);
    }

    private static string Method(string kind) => "send" + char.ToUpperInvariant(kind[0]) + kind[1..];

    private static JsonElement Whole(JsonElement media) => media.ValueKind == JsonValueKind.Array ? media[media.GetArrayLength() - 1] : media;

    private static (int Status, string? Description) Said((int Status, JsonElement Body) answer) =>
        (answer.Status, answer.Body.TryGetProperty("description", out var said) ? said.GetString() : null);

    private static async Task<string?> RefusalAsync(RunningSandbox sandbox, string method, object call) =>
        Said(await sandbox.BotAsync(method, call)).Description;

    private static Task<(int Status, JsonElement Body)> UploadAsync(
        RunningSandbox sandbox, string kind, byte[] bytes, string name, string? caption = null) =>
        CallAsync(sandbox, Method(kind), Body(kind, bytes, $"filename=\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", caption));

    private static async Task<(int Status, JsonElement Body)> CallAsync(RunningSandbox sandbox, string method, HttpContent body)
    {
        using (body)
        {
            using var response = await sandbox.Http.PostAsync($"/bot{RunningSandbox.Options.BotToken}/{method}", body);
            return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
        }
    }

    /// <summary>As the relay writes it: names in UTF-8.</summary>
    private static ByteArrayContent Body(string kind, byte[] bytes, string name, string? caption = null)
    {
        const string start = "--b\r\nContent-Disposition: form-data; name=";
        var head = $"{start}\"chat_id\"\r\n\r\n{Anna}\r\n"
            + (caption is null ? "" : $"{start}\"caption\"\r\n\r\n{caption}\r\n")
            + $"{start}\"{kind}\"; {name}\r\nContent-Type: application/octet-stream\r\n\r\n";
        var content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(head), .. bytes, .. "\r\n--b--\r\n"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        return content;
    }
}
