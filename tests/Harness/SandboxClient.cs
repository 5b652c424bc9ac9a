using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Relay.Harness;

/// <summary>
/// Controls the sandbox: clients write on their phones, the manager in the CRM, faults are scripted, and the records of both providers can be read
/// and waited for.
/// </summary>
/// <param name="baseUrl">The sandbox's base URL.</param>
public sealed partial class SandboxClient(Uri baseUrl) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient http = new() { BaseAddress = baseUrl, Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>The base URL, for TELEGRAM_API_BASE and WAHELP_API_BASE alike.</summary>
    public Uri BaseUrl => baseUrl;

    /// <summary>The default phone of a client: +7900 and the last seven digits of the chat id.</summary>
    public static string PhoneOf(long chat) => $"+7900{Math.Abs(chat) % 10_000_000:D7}";

    // The client's phone.

    /// <summary>Creates a client, or replaces the one with this chat. A client who only writes need not be created.</summary>
    public Task<SandboxPerson> CreateClientAsync(
        long chat, string? firstName = null, string? phone = null, string languageCode = "ru") =>
        PostAsync<SandboxPerson>("clients", new { chat, firstName, phone, languageCode });

    /// <summary>The client with this chat.</summary>
    public async Task<SandboxPerson> GetClientAsync(long chat) =>
        (await http.GetFromJsonAsync<SandboxPerson>($"control/clients/{chat}", Json))!;

    /// <summary>A client writes a text.</summary>
    public Task<SandboxWritten> ClientWritesAsync(long chat, string text) =>
        ClientSendsAsync(chat, new SandboxMessage { Text = text });

    /// <summary>A client edits a text.</summary>
    public Task<SandboxWritten> ClientEditsAsync(long chat, long messageId, string text) =>
        ClientSendsAsync(chat, new SandboxMessage { Kind = "edit", MessageId = messageId, Text = text });

    /// <summary>A client shares their own contact.</summary>
    public Task<SandboxWritten> ClientSharesContactAsync(long chat) =>
        ClientSendsAsync(chat, new SandboxMessage { Kind = "contact" });

    /// <summary>A client shares another person's contact.</summary>
    public Task<SandboxWritten> ClientSharesForeignContactAsync(long chat, string phone, long? userId = null) =>
        ClientSendsAsync(chat, new SandboxMessage { Kind = "contact", ContactPhone = phone, ContactUserId = userId });

    /// <summary>A client sends anything else.</summary>
    public Task<SandboxWritten> ClientSendsAsync(long chat, SandboxMessage message) =>
        PostAsync<SandboxWritten>($"clients/{chat}/messages", message);

    /// <summary>A client blocks the bot: sends to it are refused, a my_chat_member update goes out.</summary>
    public Task ClientBlocksBotAsync(long chat) => PostAsync($"clients/{chat}/block", null);

    /// <summary>A client unblocks the bot.</summary>
    public Task ClientUnblocksBotAsync(long chat) => PostAsync($"clients/{chat}/unblock", null);

    /// <summary>A client's account is deleted.</summary>
    public Task ClientIsDeactivatedAsync(long chat) => PostAsync($"clients/{chat}/deactivate", null);

    /// <summary>Many clients write.</summary>
    public Task ManyClientsWriteAsync(SandboxBulk bulk) => PostAsync("clients/bulk", bulk);

    /// <summary>Queues a raw update, byte for byte; update_id is added if missing.</summary>
    public async Task<SandboxWritten> InjectUpdateAsync(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync("control/updates", body);
        return await ReadAsync<SandboxWritten>(response);
    }

    // The manager's CRM.

    /// <summary>The manager answers.</summary>
    /// <param name="phone">The conversation's phone.</param>
    /// <param name="text">The manager's text; null for an event without text.</param>
    /// <param name="id">The id of an earlier message, to repeat, edit or report on it; null for a new one.</param>
    /// <param name="shape">Members of the webhook's shape that differ from the account's (tests/Sandbox/README.md), e.g.
    /// <c>new { envelope = "eventData", phoneField = "phone" }</c>.</param>
    /// <param name="createdAt">When it was written; null for now.</param>
    /// <returns>Wahelp's message id.</returns>
    public async Task<long> ManagerRepliesAsync(
        string phone, string? text, long? id = null, object? shape = null, DateTimeOffset? createdAt = null)
    {
        var written = await PostAsync<JsonElement>("manager/messages", new { phone, text, id, shape, createdAt });
        return written.GetProperty("id").GetInt64();
    }

    /// <summary>The manager edits a message.</summary>
    public Task ManagerEditsAsync(string phone, long id, string text) => ManagerRepliesAsync(phone, text, id, new { action = "channel.message.updated" });

    /// <summary>The manager deletes a message, which Wahelp tells by its own words in place of the text.</summary>
    public Task ManagerDeletesAsync(string phone, long id) => ManagerEditsAsync(phone, id, "_Message deleted_");

    /// <summary>The manager answers many clients, with the phones of the bulk's chats.</summary>
    public Task ManagerRepliesToManyAsync(SandboxBulk bulk) => PostAsync("manager/bulk", bulk);

    // Faults.

    /// <summary>Scripts answers; returns the script's id.</summary>
    public async Task<int> ScriptAsync(SandboxScript script)
    {
        var scripted = await PostAsync<JsonElement>("scripts", script);
        return scripted.GetProperty("id").GetInt32();
    }

    /// <summary>How many scripts wait for calls. A script that has got its last call, whose answer may still be pending, is not counted.</summary>
    public async Task<int> CountScriptsAsync() => (await http.GetFromJsonAsync<JsonElement>("control/scripts")).GetArrayLength();

    /// <summary>Ends one script, unless it has given all its answers.</summary>
    public async Task ClearScriptAsync(int id)
    {
        using var response = await http.DeleteAsync(new Uri($"control/scripts/{id}", UriKind.Relative));
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await CheckAsync(response);
        }
    }

    /// <summary>Ends all scripts.</summary>
    public Task ClearScriptsAsync() => DeleteAsync("scripts");

    /// <summary>The next updates come twice; the next getUpdates answers come in reverse order.</summary>
    public Task DisturbUpdatesAsync(int doubled = 0, int shuffled = 0) =>
        PostAsync("disorder", new { doubledUpdates = doubled, shuffledUpdates = shuffled });

    /// <summary>The next Wahelp webhooks come twice; this many are collected and come in reverse order.</summary>
    public Task DisturbWebhooksAsync(int doubled = 0, int shuffled = 0) =>
        PostAsync("disorder", new { doubledWebhooks = doubled, shuffledWebhooks = shuffled });

    /// <summary>The next update gets this id, as after an idle week.</summary>
    public Task RestartUpdateIdsAtAsync(int nextUpdateId) => PostAsync("disorder", new { nextUpdateId });

    /// <summary>Ends every Wahelp token.</summary>
    public Task RevokeWahelpTokensAsync() => PostAsync("tokens/revoke", null);

    /// <summary>From now on the Wahelp account is the one of this name: tests/Sandbox/README.md.</summary>
    public Task ChooseAccountAsync(string name) => PostAsync("accounts/" + name, null);

    /// <summary>Changes the named settings, e.g. <c>new { account = new { echo = "before" } }</c>: tests/Sandbox/README.md.</summary>
    public async Task ChangeSettingsAsync(object settings)
    {
        using var response = await http.PatchAsJsonAsync("control/settings", settings, Json);
        await ReadAsync<JsonObject>(response);
    }

    /// <summary>Clears everything but tokens, a webhook registration and the counters of ids.</summary>
    public Task ResetAsync() => PostAsync("reset", null);

    // What both sides saw.

    /// <summary>The texts sent to Wahelp by API under a phone, in order.</summary>
    public Task<IReadOnlyList<SeenEntry>> SeenAtWahelpAsync(string phone) => SeenAsync(Seen.WahelpAccepted, phone);

    /// <summary>The bot's messages in a chat, in order.</summary>
    public Task<IReadOnlyList<SeenEntry>> SeenInChatAsync(long chat) => SeenAsync(Seen.ChatDelivered, chat.ToString());

    /// <summary>The bot's messages as the chat shows them now, in order.</summary>
    public async Task<IReadOnlyList<ShownMessage>> ShownAsync(long chat) =>
        (await http.GetFromJsonAsync<List<ShownMessage>>($"control/clients/{chat}/shown", Json))!;

    /// <summary>The texts of the bot's messages as the chat shows them now, in order; those of files are their captions, or empty.</summary>
    public async Task<IReadOnlyList<string>> ShownInChatAsync(long chat) => [.. (await ShownAsync(chat)).Select(one => one.Text ?? "")];

    /// <summary>Unexpected calls: a test asserts that there are none.</summary>
    public Task<IReadOnlyList<SeenEntry>> UnexpectedCallsAsync() => SeenAsync(Seen.Unexpected);

    /// <summary>Everything recorded.</summary>
    /// <param name="what">One or more of <see cref="Seen"/>, separated by commas; empty for all.</param>
    /// <param name="party">A chat id or a phone; empty for all.</param>
    public async Task<IReadOnlyList<SeenEntry>> SeenAsync(string what = "", string party = "") =>
        (await http.GetFromJsonAsync<List<SeenEntry>>($"control/seen?what={what}&party={Uri.EscapeDataString(party)}", Json))!;

    /// <summary>All counts by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountsAsync() =>
        (await http.GetFromJsonAsync<Dictionary<string, long>>("control/counts", Json))!;

    /// <summary>Waits until Wahelp has this many messages under a phone, and returns them.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<IReadOnlyList<SeenEntry>> WaitAtWahelpAsync(string phone, int atLeast = 1, TimeSpan? timeout = null)
    {
        await WaitForAsync(Seen.WahelpAccepted, atLeast, phone, timeout);
        return await SeenAtWahelpAsync(phone);
    }

    /// <summary>Waits until the bot has sent this many messages to a chat, and returns them.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public async Task<IReadOnlyList<SeenEntry>> WaitInChatAsync(long chat, int atLeast = 1, TimeSpan? timeout = null)
    {
        await WaitForAsync(Seen.ChatDelivered, atLeast, chat.ToString(), timeout);
        return await SeenInChatAsync(chat);
    }

    /// <summary>Waits until something was recorded this often.</summary>
    /// <exception cref="TimeoutException">It took too long; the message has the count and all other counts.</exception>
    public async Task WaitForAsync(string what, long atLeast = 1, string party = "", TimeSpan? timeout = null)
    {
        var seconds = (timeout ?? Patience).TotalSeconds;
        var answer = await http.GetFromJsonAsync<JsonElement>(FormattableString.Invariant(
            $"control/wait?what={what}&party={Uri.EscapeDataString(party)}&atLeast={atLeast}&timeout={seconds}"));
        if (!answer.GetProperty("reached").GetBoolean())
        {
            var counts = string.Join(", ", (await CountsAsync()).Select(count => $"{count.Key} {count.Value}"));
            throw new TimeoutException(
                $"{what} {party}: {answer.GetProperty("count")} of {atLeast} after {seconds} s. Altogether: {counts}.");
        }
    }

    /// <inheritdoc />
    public void Dispose() => http.Dispose();

    private async Task PostAsync(string path, object? body)
    {
        using var response = await http.PostAsJsonAsync("control/" + path, body ?? new { }, Json);
        await CheckAsync(response);
    }

    private async Task<T> PostAsync<T>(string path, object body)
    {
        using var response = await http.PostAsJsonAsync("control/" + path, body, Json);
        return await ReadAsync<T>(response);
    }

    private async Task DeleteAsync(string path)
    {
        using var response = await http.DeleteAsync(new Uri("control/" + path, UriKind.Relative));
        await CheckAsync(response);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
    {
        await CheckAsync(response);
        return (await response.Content.ReadFromJsonAsync<T>(Json))!;
    }

    private static async Task CheckAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync();
            throw new HttpRequestException($"The sandbox answered {(int)response.StatusCode}: {answer}");
        }
    }
}
