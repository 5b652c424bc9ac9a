using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Watching;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>A client and a manager who often use the same words, over an account of some shape: what was written, and what everybody read.</summary>
internal sealed class Conversation(AccountShape shape, Random random)
{
    private static readonly string[] Common = ["Да", "Здравствуйте!", "Спасибо!"];

    private readonly Webhooks webhooks = new();
    private readonly List<Written> channel = [];
    private readonly List<LocalMessage> waiting = [];
    private readonly List<string> steps = [];
    private int texts;
    private int seen;

    private FakeDatabase Database => webhooks.Database;

    private DateTimeOffset Now => webhooks.Time.GetUtcNow();

    public async Task RunAsync(int length)
    {
        for (var step = 0; step < length; step++)
        {
            webhooks.Time.Advance(TimeSpan.FromSeconds(random.Next(12) switch { 0 => 90_000, < 4 => random.Next(60, 900), _ => random.Next(1, 30) }));
            await (random.Next(10) switch
            {
                < 5 => ClientWritesAsync(),
                < 8 => ManagerWritesAsync(),
                8 => LookIntoHistoryAsync(),
                _ => TellStatusAsync(),
            });
            await LetWaitingLookAsync();
        }

        webhooks.Time.Advance(TimeSpan.FromMinutes(5));
        await LookIntoHistoryAsync();
        await LetWaitingLookAsync();
        Check();
    }

    private string Text() => random.Next(3) == 0 ? Common[random.Next(Common.Length)] : $"текст {++texts}";

    private string SameText() => shape.HasClientsNumber(channel.Count + 1) ? $"текст {++texts}" : random.Next(2) == 0 && channel.FindLast(one => one.Ours is not null) is { } ours ? ours.Text : Text();

    /// <summary>Up to two calls; the first one's answer may be lost, and meanwhile the manager writes, or the history is read.</summary>
    private async Task ClientWritesAsync()
    {
        var text = random.Next(4) == 0 && channel.Count > 0 && !shape.HasClientsNumber(channel[^1].Number) ? channel[^1].Text : Text();
        var ours = Database.InCall(text, Now);
        var id = ours.Message.MessageId;
        for (var attempt = 1; attempt <= 2 && Database.Sent[id].DoneAt is null; attempt++)
        {
            Database.Add(Database.Sent[id] with { InCall = true });
            var isLost = random.Next(4) == 0;
            var arrived = !isLost || random.Next(2) == 0 ? Put(text, id) : null;
            if (arrived is not null && shape.EchoComesFirst)
            {
                await EchoAsync(arrived);
            }

            await PerhapsAsync(ManagerWritesAsync);
            await LetWaitingLookAsync();
            webhooks.Time.Advance(TimeSpan.FromSeconds(random.Next(3)));
            Note($"call {attempt} of «{text}» {(isLost ? "lost" : "answered")}{(arrived is null ? "" : $", is {arrived.Number}")}");
            Database.Add(isLost
                ? Database.Sent[id] with { InCall = false, WasUncertain = true }
                : Database.Sent[id] with { InCall = false, WasAnswered = true, DoneAt = Now, Ids = [.. Database.Sent[id].Ids, .. shape.Kept(arrived!.Number).Except(Database.Sent.Values.SelectMany(one => one.Ids))] });
            if (arrived is not null && !shape.EchoComesFirst)
            {
                await EchoAsync(arrived);
            }

            await LetWaitingLookAsync();
            if (isLost)
            {
                await PerhapsAsync(ManagerWritesAsync);
                await PerhapsAsync(LookIntoHistoryAsync);
                webhooks.Time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        Database.Add(Database.Sent[id] with { DoneAt = Database.Sent[id].DoneAt ?? Now }); // else it fails, and the client is told
    }

    private async Task ManagerWritesAsync()
    {
        webhooks.Time.Advance(TimeSpan.FromSeconds(1)); // without ids, two with the same words at the same moment are one
        var written = Put(SameText(), ours: null) with { CameByWebhook = random.Next(8) > 0 };
        channel[^1] = written;
        Note($"manager «{written.Text}» is {written.Number}{(written.CameByWebhook ? "" : ", webhook lost")}");
        for (var times = written.CameByWebhook ? 1 + (HasSure && random.Next(4) == 0 ? 1 : 0) : 0; times > 0; times--)
        {
            await ReceiveAsync(Body(written, "from_operator", shape.Webhooks));
        }
    }

    /// <summary>True if a webhook that comes twice can be known for the same.</summary>
    private bool HasSure => shape.Webhooks.Length > 0 || shape.HasTimes;

    private Written Put(string text, Guid? ours)
    {
        var written = new Written(channel.Count + 1, text, Now, ours);
        channel.Add(written);
        return written;
    }

    private async Task EchoAsync(Written sent)
    {
        for (var times = shape.Echo is null ? 0 : shape.EchoComesTwice ? 2 : 1; times > 0; times--)
        {
            Note($"echo of {sent.Number}");
            await ReceiveAsync(Body(sent, shape.Echo!, shape.EchoesHaveIds ? shape.Webhooks : []));
        }
    }

    private async Task TellStatusAsync()
    {
        if (channel.Count > 0 && channel[random.Next(channel.Count)] is var one && (one.Ours is null ? one.CameByWebhook : shape.Echo is not null))
        {
            Note($"status of {one.Number}");
            var ids = one.Ours is null || shape.EchoesHaveIds ? shape.Webhooks : [];
            await ReceiveAsync(Body(one, one.Ours is null ? "from_operator" : shape.Echo!, ids, "channel.message.updated", $"\"status\":\"read\",\"status_at\":{Now.ToUnixTimeSeconds()},"));
        }
    }

    private async Task LookIntoHistoryAsync()
    {
        if (shape.History is { } names)
        {
            Note("history");
            await webhooks.ReadHistoryAsync([.. channel.TakeLast(50).Where(one => one.Ours is not null || Now - one.At > TimeSpan.FromSeconds(30)).Select(one => Webhooks.Reply(
                one.Text,
                id: null,
                one.Ours is null ? "from_operator" : shape.HistoryShowsOursAs,
                more: shape.Ids(names, one.Number, isWebhook: false) + $"\"created_at\":\"{one.At:O}\","))]);
        }
    }

    private string Body(Written one, string direction, string[] names, string action = "channel.message.created", string more = "") => Webhooks.Reply(
        one.Text,
        id: null,
        direction,
        action: action,
        more: shape.Ids(names, one.Number, isWebhook: true) + (shape.HasTimes ? $"\"created_at\":\"{one.At:O}\"," : "") + more);

    private async Task ReceiveAsync(string body)
    {
        await webhooks.ReceiveAsync(body);
        waiting.AddRange(Database.Accepted.Skip(seen).SelectMany(intake => intake.Local));
        seen = Database.Accepted.Count;
        Database.BusyLanes.UnionWith(waiting.Select(one => one.Lane));
    }

    private async Task LetWaitingLookAsync()
    {
        while (waiting.Count > 0 && await webhooks.LookAsync(waiting[0]) is Recipient.Needless)
        {
            waiting.RemoveAt(0);
        }

        seen = Database.Accepted.Count;
        Database.BusyLanes.IntersectWith(waiting.Select(one => one.Lane));
    }

    private Task PerhapsAsync(Func<Task> step) => random.Next(5) == 0 ? step() : Task.CompletedTask;

    private void Note(string step) => steps.Add($"{Now:HH:mm:ss} {step}");

    private void Check()
    {
        Assert.True(waiting.Count == 0, Story("something waits for ever"));
        Assert.All(Database.Confirmed, id => Assert.True(channel.Exists(one => one.Ours == id), Story("settled what did not arrive")));
        foreach (var text in channel.Select(one => one.Text).Concat(Database.Replies.Select(reply => reply.Text)).Distinct(StringComparer.Ordinal))
        {
            var written = channel.FindAll(one => one.Ours is null && one.Text == text);
            var relayed = Database.Replies.Count(reply => reply.Text == text);
            Assert.True(relayed <= written.Count, Story($"«{text}» was written {written.Count} times by the manager, and read {relayed} times"));
            var isTold = Database.DoubtsTold.Contains(text)
                || (Database.Told.Exists(notice => notice.Cause == "same_words") && channel.Exists(one => one.Ours is not null && one.Text == text));
            Assert.True(relayed >= written.Count(one => one.CameByWebhook) || isTold, Story($"«{text}» was lost in silence"));
        }
    }

    private string Story(string what) => $"{what}\n{shape}\n{string.Join('\n', steps)}\nfacts: {string.Join("; ", Database.Facts)}";

    private sealed record Written(int Number, string Text, DateTimeOffset At, Guid? Ours, bool CameByWebhook = false);
}
