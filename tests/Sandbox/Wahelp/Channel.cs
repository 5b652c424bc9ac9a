using System.Text.Json.Nodes;
using Relay.Sandbox.Controls;
using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Wahelp;

/// <summary>The only channel, with messages from the API and from managers.</summary>
internal sealed class Channel(Journal journal, Webhooks webhooks, Settings settings, TimeProvider time)
{
    /// <summary>The channel's name in the channel list, and in webhooks without a uuid.</summary>
    public const int Number = 1;

    private const int HistoryAtMost = 1000;

    private static readonly TimeSpan LongestEcho = TimeSpan.FromSeconds(3);

    // Also rises over restarts of the process: the relay under test remembers ids.
    private long lastId = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stores a message sent by API; posts echoes as the account does.</summary>
    /// <returns>The id to answer; null for none.</returns>
    public async Task<JsonNode?> AcceptAsync(Entry sent, string? fault, HttpResponse response)
    {
        var account = settings.Now.Account;
        var stored = journal.Add(sent with
        {
            What = What.WahelpAccepted,
            Id = Interlocked.Increment(ref lastId),
            Status = 200,
            Reason = fault,
        });
        if (account.Echo == EchoMode.Before)
        {
            // A send must not wait for a webhook that is not answered.
            await Task.WhenAny(Echo(account, stored), Task.Delay(LongestEcho, time));
        }

        if (fault is not null)
        {
            Follow(account, stored);
        }
        else
        {
            response.OnCompleted(() =>
            {
                Follow(account, stored);
                return Task.CompletedTask;
            });
        }

        return Spelling.Of(stored.Id!.Value, account.AnswerIds);
    }

    public void Refuse(Entry sent, int? status, string reason) =>
        journal.Add(sent with { What = What.WahelpRefused, Status = status, Reason = reason });

    /// <summary>Records a send without effect because of a script.</summary>
    public void Refuse(Entry sent, ScriptedAnswer script)
    {
        var answered = script.Then == Ending.Answer;
        Refuse(sent, answered ? script.Status ?? 200 : null, answered ? WahelpAnswers.Describe(script) : script.Fault);
    }

    /// <summary>A manager's message, an edit or a status of one: recorded, and posted as a webhook. It keeps its file unless another is named.</summary>
    /// <param name="message">The message.</param>
    /// <param name="upload">The file at its address; null if it is elsewhere, or there is none.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public long Write(ManagerMessage message, StoredFile? upload = null)
    {
        var phone = PhoneNumbers.Normalize(message.Phone) ?? message.Phone;
        var id = message.Id ?? Interlocked.Increment(ref lastId);
        var shape = settings.Shape(message.Shape);
        var (link, file) = message.FileUrl is null ? FileOf(phone, id) : (message.FileUrl.Length > 0 ? message.FileUrl : null, upload?.Seen);
        var written = new ChannelMessage(id, phone, message.Text, message.CreatedAt ?? time.GetUtcNow()) { FileUrl = link };
        journal.Add(new Entry
        {
            What = What.ManagerWrote,
            Phone = phone,
            Id = id,
            Text = message.Text,
            Detail = shape.Action,
            Link = link,
            File = file,
        });
        _ = webhooks.Add(shape, written);
        if (shape.Action == WebhookShape.Created)
        {
            PostStatuses(settings.Now.Account, shape, written);
        }

        return id;
    }

    /// <summary>The last messages of the channel, the newest first.</summary>
    public Answer Last(int? limit)
    {
        var account = settings.Now.Account;
        if (account.History != HistoryAccess.Granted)
        {
            var status = account.History == HistoryAccess.Absent ? 404 : 401;
            journal.Add(new Entry { What = What.CallRefused, Status = status, Detail = "wahelp.history" });
            throw new WahelpException(status, status == 404 ? "Not Found" : "Unauthenticated.");
        }

        var messages = journal.Find([What.WahelpAccepted, What.ManagerWrote]);
        messages.Reverse();
        return WahelpAnswers.Ok(messages.Take(Math.Clamp(limit ?? 50, 1, HistoryAtMost)).Select(entry => new
        {
            id = Spelling.Of(entry.Id!.Value, account.HistoryIds),
            destination = entry.Destination ?? (IsCompanys(entry) ? "from_operator" : "from_client"),
            message = new { text = entry.Text },
            file_url = entry.Link,
            user = new { phone = entry.Phone },
            created_at = Spelling.Of(entry.At, account.Webhook.TimeSpelling),
        }));
    }

    /// <summary>The file that a message has had so far.</summary>
    private (string? Link, SeenFile? File) FileOf(string phone, long id) =>
        journal.Find([What.ManagerWrote], phone).FindLast(entry => entry.Id == id) is { } before ? (before.Link, before.File) : default;

    private static bool IsCompanys(Entry entry) =>
        entry.What == What.ManagerWrote || entry.Detail == WahelpApi.SendMessageProfile;

    /// <summary>Posts what comes after the answer to a send.</summary>
    private void Follow(Account account, Entry stored)
    {
        var echoes = account.Echo switch
        {
            EchoMode.After => 1,
            EchoMode.Twice => 2,
            _ => 0,
        };
        for (var i = 0; i < echoes; i++)
        {
            _ = Echo(account, stored);
        }

        PostStatuses(account, EchoShape(account, stored), EchoOf(account, stored));
    }

    private Task Echo(Account account, Entry stored)
    {
        var echo = EchoOf(account, stored);
        journal.Add(new Entry { What = What.EchoCreated, Phone = stored.Phone, Id = echo.Id, Text = stored.Text });
        return webhooks.Add(EchoShape(account, stored), echo);
    }

    private void PostStatuses(Account account, WebhookShape shape, ChannelMessage message)
    {
        if (account.Statuses == StatusMode.None)
        {
            return;
        }

        foreach (var status in (string[])["delivered", "read"])
        {
            _ = webhooks.Add(shape.ForStatus(status, account.Statuses), message with { FileUrl = null });
        }
    }

    private static WebhookShape EchoShape(Account account, Entry stored) =>
        account.Webhook with { Direction = stored.Destination ?? account.EchoDirection };

    private static ChannelMessage EchoOf(Account account, Entry stored) =>
        new(account.EchoHasId ? stored.Id : null, stored.Phone!, stored.Text, stored.At);
}

/// <summary>A manager's act in the CRM.</summary>
internal sealed record ManagerMessage
{
    public required string Phone { get; init; }

    public string? Text { get; init; }

    /// <summary>The address of its file; null for the one that a known message has; empty for none.</summary>
    public string? FileUrl { get; init; }

    /// <summary>A known id, for an edit, a status or a repetition; null for a new one.</summary>
    public long? Id { get; init; }

    /// <summary>Null for now.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Members that differ from the account's webhooks; null for none.</summary>
    public JsonObject? Shape { get; init; }
}
