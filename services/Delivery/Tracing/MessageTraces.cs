using System.Diagnostics;
using Relay.Delivery.Tables;

namespace Relay.Delivery.Tracing;

/// <summary>
/// The steps of a message as spans of one trace. The trace context is kept in the message's rows, so it survives restarts and retransmissions. A span
/// has ids, the lane's public name and the outcome; never a text, phone, name or token. Without a listener no span is created and nothing is
/// computed.
/// </summary>
internal sealed class MessageTraces(DatabaseIdentity birth) : IDisposable
{
    /// <summary>The outcome of this step.</summary>
    public const string Outcome = "relay.outcome";

    /// <summary>The number of the attempt to send.</summary>
    public const string Attempt = "relay.attempt";

    private readonly ActivitySource source = new("Relay.Delivery");

    public bool AreOn => source.HasListeners();

    /// <summary>Starts a step; it is the current span until it is disposed.</summary>
    /// <param name="step">The step's name.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="lane">The message's lane; null if it has none.</param>
    /// <param name="parent">The stored W3C trace context of the previous step; null for the current one, if any.</param>
    /// <param name="kind">The kind of the span.</param>
    /// <param name="cause">A further cause, as a link.</param>
    public Activity? Start(
        string step, Guid messageId, string? lane, string? parent, ActivityKind kind = ActivityKind.Internal, ActivityContext? cause = null)
    {
        if (!source.HasListeners())
        {
            return null;
        }

        var tags = new ActivityTagsCollection { ["relay.message_id"] = messageId.ToString() };
        if (lane is not null && birth.NameOf(lane) is { } name)
        {
            tags["relay.lane"] = name;
        }

        return source.StartActivity(kind, ContextOf(parent), tags, cause is { } other ? [new ActivityLink(other)] : null, default, step);
    }

    /// <summary>Starts the same step of several messages that share a publication. If there is only one message, the publication is in its trace.</summary>
    public IDisposable? StartTogether(string step, IReadOnlyList<(Guid MessageId, string Lane, string Outcome, string? Parent)> messages)
    {
        if (!source.HasListeners())
        {
            return null;
        }

        var outer = Activity.Current;
        var spans = new List<Activity>(messages.Count + 1);
        foreach (var (messageId, lane, outcome, parent) in messages)
        {
            Activity.Current = outer;
            if (Start(step, messageId, lane, parent, ActivityKind.Producer)?.SetTag(Outcome, outcome) is { } span)
            {
                spans.Add(span);
            }
        }

        if (messages.Count > 1)
        {
            Activity.Current = outer;
            var links = spans.ConvertAll(span => new ActivityLink(span.Context));
            var tags = new ActivityTagsCollection { ["relay.messages"] = messages.Count };
            if (source.StartActivity(ActivityKind.Producer, default, tags, links, default, step) is { } all)
            {
                spans.Add(all);
            }
        }

        return new Steps(spans);
    }

    public void Dispose() => source.Dispose();

    private static ActivityContext ContextOf(string? parent) =>
        ActivityContext.TryParse(parent, null, isRemote: true, out var context) ? context : default;

    private sealed class Steps(List<Activity> spans) : IDisposable
    {
        public void Dispose()
        {
            for (var i = spans.Count - 1; i >= 0; i--)
            {
                spans[i].Dispose();
            }
        }
    }
}
