using System.Text;
using Relay.Sandbox.Controls;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Posting;

namespace Relay.Sandbox.Telegram;

/// <summary>The parameters of setWebhook.</summary>
internal sealed record WebhookRegistration(Uri Url, string? SecretToken, int MaxConnections);

/// <summary>
/// Delivery by webhook: the next update of a chat is sent only after a 2xx for the previous one; other chats continue. Any other answer is repeated
/// with back-off, or after its Retry-After.
/// </summary>
internal sealed class Webhook : IDisposable
{
    private readonly Updates updates;
    private readonly Poster poster;
    private readonly Journal journal;
    private readonly Settings settings;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private OrderedPosts<Update>? posts;

    public Webhook(Updates updates, Poster poster, Journal journal, Settings settings, TimeProvider time)
    {
        (this.updates, this.poster, this.journal, this.settings, this.time) = (updates, poster, journal, settings, time);
    }

    /// <summary>Null while updates are polled.</summary>
    public WebhookRegistration? Registration { get; private set; }

    /// <summary>When a call last failed, and how; null if none did.</summary>
    public (DateTimeOffset At, string Message)? LastError { get; private set; }

    public void Set(WebhookRegistration registration)
    {
        lock (gate)
        {
            Stop();
            Registration = registration;
            posts = new OrderedPosts<Update>((update, attempt, token) => PostAsync(registration, update, attempt, token), time,
                registration.MaxConnections);
            updates.HandToWebhook().ForEach(Enqueue);
        }
    }

    public void Delete()
    {
        lock (gate)
        {
            Stop();
        }
    }

    /// <summary>Queues an update, and posts it if a webhook is set.</summary>
    public Update? Add(UpdateDraft draft)
    {
        lock (gate)
        {
            var update = updates.Add(draft);
            if (update is not null)
            {
                Enqueue(update);
            }

            return update;
        }
    }

    /// <summary>Drops all updates; the registration stays.</summary>
    public void Clear()
    {
        lock (gate)
        {
            posts?.Clear();
            updates.Clear();
        }
    }

    public void Dispose() => Delete();

    private void Stop()
    {
        posts?.Dispose();
        posts = null;
        Registration = null;
        LastError = null;
    }

    private void Enqueue(Update update) => posts?.Add(update.Chat?.ToString() ?? "", update);

    private async Task<TimeSpan?> PostAsync(WebhookRegistration to, Update update, int attempt, CancellationToken token)
    {
        var secret = to.SecretToken is { } given ? ("X-Telegram-Bot-Api-Secret-Token", given) : ((string, string)?)null;
        var posted = await poster.PostAsync(to.Url, PostBody.Json(update.Json), secret, token);
        if (posted.IsSuccess)
        {
            updates.Confirm(update);
            return null;
        }

        LastError = (time.GetUtcNow(), posted.Reason ?? $"Wrong response from the webhook: {posted.Status}");
        journal.Add(new Entry
        {
            What = What.UpdateFailed,
            Chat = update.Chat,
            UpdateId = update.Id,
            Status = posted.Status,
            Reason = posted.Reason,
            Attempt = attempt,
        });
        return posted.Wait(attempt, settings.Now.TelegramBackoffMs);
    }
}
