using Relay.Delivery.Providers;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>
/// What answers to messages show of the account, beside what they say of their message. An id that two different messages got is no message's: the
/// client's, the dialogue's, the channel's. Its name is not believed any more (<see cref="Facts.NamesNoMessage"/>).
/// </summary>
internal sealed partial class AnswersSeen(UnprovenAnswers unproven, IEvidence evidence, IHostApplicationLifetime lifetime, ILogger<AnswersSeen> logger)
{
    private const int MostRemembered = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (Guid Message, int Text)> given = new(StringComparer.Ordinal);
    private readonly Queue<string> oldest = new();

    /// <summary>Notices it. The message does not wait for what follows.</summary>
    public void Notice(Guid messageId, WahelpAnswer answer)
    {
        if (WahelpOutcomes.IsUnproven(answer))
        {
            unproven.Notice();
        }

        if (answer.Step == WahelpStep.Send && WahelpOutcomes.IsAccepted(answer) && NamesNoMessage(messageId, answer) is { Count: > 0 } names)
        {
            _ = LearnAsync(names, lifetime.ApplicationStopping);
        }
    }

    /// <summary>The names of ids that another message with another text got too: a message that is sent again may well keep its id.</summary>
    private List<string> NamesNoMessage(Guid messageId, WahelpAnswer answer)
    {
        var text = StringComparer.Ordinal.GetHashCode(answer.Sent);
        lock (gate)
        {
            return [
                .. answer.Says.Ids.Where(id => Before(ForeignId.Of(id), (messageId, text)) is { } other && other.Message != messageId && other.Text != text)
                .Select(MessageNames.NameOf),
            ];
        }
    }

    private (Guid Message, int Text)? Before(string id, (Guid Message, int Text) now)
    {
        if (given.TryGetValue(id, out var before))
        {
            return before;
        }

        given.Add(id, now);
        oldest.Enqueue(id);
        if (oldest.Count > MostRemembered)
        {
            given.Remove(oldest.Dequeue());
        }

        return null;
    }

    private async Task LearnAsync(List<string> names, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in names)
            {
                await evidence.LearnAsync(Facts.NamesNoMessage(name), cancellationToken);
            }
        }
        catch (Exception error)
        {
            Log.NotKept(logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "That an id in Wahelp's answers is no message's could not be stored; the next such answer repeats it")]
        public static partial void NotKept(ILogger logger, Exception exception);
    }
}
