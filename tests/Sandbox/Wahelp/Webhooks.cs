using Relay.Sandbox.Controls;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Posting;

namespace Relay.Sandbox.Wahelp;

/// <summary>
/// Posts Wahelp's webhooks: in order within a conversation, many conversations at once. A failed one is recorded and repeated as the settings say.
/// </summary>
internal sealed class Webhooks : IDisposable
{
    private readonly SandboxOptions options;
    private readonly Settings settings;
    private readonly Poster poster;
    private readonly Journal journal;
    private readonly OrderedPosts<WebhookPost> posts;
    private readonly Lock gate = new();
    private readonly List<WebhookPost> gathered = [];
    private int doubled;
    private int toGather;

    public Webhooks(SandboxOptions options, Settings settings, Poster poster, Journal journal, TimeProvider time)
    {
        (this.options, this.settings, this.poster, this.journal) = (options, settings, poster, journal);
        posts = new OrderedPosts<WebhookPost>(PostAsync, time, atOnce: 32);
    }

    /// <summary>Queues a webhook; the task completes with its first attempt.</summary>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public Task Add(WebhookShape shape, ChannelMessage message)
    {
        var post = new WebhookPost(message.Phone, message.Id, WebhookBody.Make(shape, message, options), shape.TokenPlace);
        lock (gate)
        {
            List<WebhookPost> due = doubled > 0 ? [post, post with { }] : [post];
            doubled = Math.Max(0, doubled - 1);
            if (toGather > 0)
            {
                gathered.AddRange(due);
                due = --toGather > 0 ? [] : Release();
            }

            due.ForEach(one => posts.Add(one.Phone, one));
        }

        return post.Attempted.Task;
    }

    /// <summary>The next webhooks are posted twice; the following ones are collected and posted in reverse order.</summary>
    public void Disturb(int twice, int shuffled)
    {
        lock (gate)
        {
            doubled += twice;
            toGather += shuffled;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            (doubled, toGather) = (0, 0);
            gathered.Clear();
            posts.Clear();
        }
    }

    public void Dispose() => posts.Dispose();

    private List<WebhookPost> Release()
    {
        List<WebhookPost> reversed = [.. gathered];
        reversed.Reverse();
        gathered.Clear();
        return reversed;
    }

    private async Task<TimeSpan?> PostAsync(WebhookPost post, int attempt, CancellationToken token)
    {
        var posted = settings.WebhookUrl is { Length: > 0 } url
            ? await SendAsync(url, post, token)
            : new Posted(0, "no webhook URL is set", null);
        post.Attempted.TrySetResult();
        journal.Add(Entry(post, posted.IsSuccess ? What.WebhookDelivered : What.WebhookFailed) with
        {
            Status = posted.Status,
            Reason = posted.Reason,
            Attempt = attempt,
        });
        if (posted.IsSuccess)
        {
            return null;
        }

        var now = settings.Now;
        if (settings.WebhookUrl.Length > 0 && (now.WebhookAttempts == 0 || attempt < now.WebhookAttempts))
        {
            return posted.Wait(attempt, now.WebhookBackoffMs);
        }

        journal.Add(Entry(post, What.WebhookDropped) with { Attempt = attempt });
        return null;
    }

    private Task<Posted> SendAsync(string url, WebhookPost post, CancellationToken token)
    {
        var secret = settings.WebhookToken;
        if (secret.Length == 0 || post.TokenPlace != TokenPlace.Query)
        {
            (string, string)? header = secret.Length == 0 ? null : post.TokenPlace == TokenPlace.Header
                ? ("X-Wahelp-Token", secret)
                : ("Authorization", "Bearer " + secret);
            return poster.PostAsync(new Uri(url), post.Body, header, token);
        }

        var separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return poster.PostAsync(new Uri($"{url}{separator}token={Uri.EscapeDataString(secret)}"), post.Body, null, token);
    }

    private static Entry Entry(WebhookPost post, string what) => new() { What = what, Phone = post.Phone, Id = post.Id };
}

/// <summary>A webhook to post.</summary>
internal sealed record WebhookPost(string Phone, long? Id, PostBody Body, TokenPlace TokenPlace)
{
    /// <summary>Completed by the first attempt, whatever its result.</summary>
    public TaskCompletionSource Attempted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
