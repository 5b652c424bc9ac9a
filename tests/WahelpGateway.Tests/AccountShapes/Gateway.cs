using Microsoft.Extensions.Time.Testing;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>The gateway, on a database that outlives it: it may die at any access, and restarts with only what is stored.</summary>
internal sealed class Gateway(Random random, Action<string> note)
{
    private const int SeldomDies = 20;
    private const int MostAccesses = 12;

    private readonly List<LocalMessage> waiting = [];
    private Webhooks webhooks = new();
    private AnswersSeen? answers;
    private int seen;

    public FakeDatabase Database => webhooks.Database;

    public FakeTimeProvider Time => webhooks.Time;

    public bool IsWaiting => waiting.Count > 0;

    public void Restart()
    {
        webhooks = new Webhooks(after: webhooks);
        answers = null;
    }

    /// <summary>Processes an event, repeated until it is answered.</summary>
    /// <param name="mayDie">False if a repeat could not be distinguished from another message.</param>
    public Task ReceiveAsync(string body, bool mayDie) => TakeAsync(() => webhooks.ReceiveAsync(body), mayDie);

    public Task ReadHistoryAsync(IEnumerable<string> items) => TakeAsync(() => webhooks.ReadHistoryAsync([.. items]), mayDie: true);

    /// <summary>Lets the waiting events try again, in order.</summary>
    public async Task LetWaitingLookAsync()
    {
        while (waiting.Count > 0)
        {
            var isDone = false;
            await SurviveAsync(async () => isDone = await webhooks.LookAsync(waiting[0]), mayDie: true);
            if (!isDone)
            {
                break;
            }

            waiting.RemoveAt(0);
        }

        seen = Database.Accepted.Count;
        Database.BusyLanes.IntersectWith(waiting.Select(one => one.Lane));
    }

    /// <summary>The ids in the answer to a message of ours, as stored.</summary>
    public IReadOnlyList<string> Keep(Guid message, WahelpAnswer answer)
    {
        Answers.Notice(message, answer);
        var delivered = (SendOutcome.Delivered)WahelpOutcomes.Map(answer);
        var ids = delivered.OtherIds.Prepend(delivered.ProviderMessageId).OfType<string>();
        return [.. Database.Sent[message].Ids, .. ids.Except(Database.Sent.Values.SelectMany(one => one.Ids), StringComparer.Ordinal)];
    }

    private AnswersSeen Answers => answers ??= AnswersSeenTests.Over(Database);

    private async Task TakeAsync(Func<Task> work, bool mayDie)
    {
        await SurviveAsync(work, mayDie);
        var fresh = Database.Accepted.Skip(seen).SelectMany(intake => intake.Local).ToList();
        waiting.AddRange(fresh);
        seen = Database.Accepted.Count;
        Database.BusyLanes.UnionWith(fresh.Select(one => one.Lane));
    }

    private async Task SurviveAsync(Func<Task> work, bool mayDie)
    {
        if (mayDie && random.Next(SeldomDies) == 0)
        {
            var left = random.Next(MostAccesses);
            Database.Away = () => left-- == 0 ? new DeathException() : null;
            try
            {
                await work();
                return;
            }
            catch (DeathException)
            {
                note("died and started again");
                Restart();
            }
            finally
            {
                Database.Away = null;
            }
        }

        await work();
    }

    private sealed class DeathException : Exception;
}
