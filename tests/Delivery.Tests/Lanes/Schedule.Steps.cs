using Relay.Contracts;
using Relay.Contracts.Lanes;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Publishing;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests.Lanes;

/// <content>What may happen next.</content>
internal sealed partial class Schedule
{
    private Task StepAsync() => random.Next(100) switch
    {
        < 12 => AcceptAsync(),
        < 22 => WithAsync(origin, PublishAsync),
        < 36 => WithAsync(random.Next(2) == 0 ? origin : receiver, PassBrokerAsync),
        < 52 => wire.Count > 0 ? ConsumeAsync() : Task.CompletedTask,
        < 66 => WithAsync(receiver, member => DoAsync($"{member.Name} round", member.RoundAsync, member)),
        < 80 => WithAsync(receiver, FinishOneAsync),
        < 85 => WithAsync(receiver, AnnounceAsync),
        < 92 => JumpAsync(TimeSpan.FromSeconds(random.Next(10) switch { < 5 => 1, < 8 => 5, 8 => 40, _ => 200 })),
        _ => FaultAsync(),
    };

    private Task FaultAsync() => random.Next(restores ? 20 : 16) switch
    {
        < 4 => crash > 0 ? WithAsync(random.Next(3) == 0 ? origin : receiver, DieAsync) : Task.CompletedTask,
        4 => crash > 0 ? WithAsync(receiver, member => DoAsync($"{member.Name} is frozen", () => Task.FromResult(member.IsFrozen = true))) : Task.CompletedTask,
        5 or 6 => receiver.Members.Find(member => member.IsFrozen) is { } frozen ? ThawAsync(frozen) : Task.CompletedTask,
        7 => random.Next(2) == 0 && receiver.Members.Count < 3 ? StartAsync(receiver) : origin.Members.Count < 2 ? StartAsync(origin) : Task.CompletedTask,
        8 => DoElsewhereAsync("the broker is wiped", () => Task.Run(wire.Wipe)),
        9 => DoElsewhereAsync("a stall before the next call", () => Task.FromResult(stall = crash > 0)),
        10 => ChangeReachAsync(),
        11 or 12 => DoElsewhereAsync(hangs ? "the provider is well" : "the provider hangs", () => Task.Run(Hang)),
        13 => ChangeSickAsync(),
        14 => LockLaneAsync(),
        15 => BeQuietAsync(),
        _ => BackUpOrRestoreAsync(),
    };

    private async Task WithAsync(Gateway gateway, Func<Member, Task> step)
    {
        var awake = gateway.Awake;
        await step(awake.Count > 0 ? awake[random.Next(awake.Count)] : await StartAsync(gateway));
    }

    private async Task AcceptAsync()
    {
        var batch = new List<Intake>();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var lane = $"lane-{random.Next(lanes)}";
            ledger.Accepted.TryAdd(lane, []);
            var known = ledger.Accepted[lane];
            var n = known.Count > 0 && random.Next(4) == 0 ? random.Next(known.Count) : known.Count;
            var id = MessageIds.Of($"{lane}/{n}");
            batch.Add(new Intake { MessageId = id, Lane = lane, Party = lane, Publish = new Letter { Text = $"{lane}/{n}" }, Raw = "{}" });
            if (n == known.Count)
            {
                known.Add(id);
            }
        }

        await WithAsync(origin, member => DoElsewhereAsync(
            $"{member.Name} accepts {string.Join(' ', batch.Select(intake => ((Letter)intake.Publish!).Text))}",
            () => member.Instance.Get<IAcceptance>().AcceptAsync(batch, random.Next(2) == 0 ? null : (_, _) => Task.CompletedTask, CancellationToken.None)));
    }

    private Task PublishAsync(Member member) => member.IsAtBroker ? Task.CompletedTask : DoElsewhereAsync($"{member.Name} publishes", member.PublishAsync);

    private Task AnnounceAsync(Member member) => member.IsAtBroker ? Task.CompletedTask : DoAsync($"{member.Name} announces", member.AnnounceAsync);

    private Task PassBrokerAsync(Member member) =>
        !member.IsAtBroker ? Task.CompletedTask : DoAsync($"{member.Name} passes the broker", () => member.PassBrokerAsync((message, id) =>
    {
        var fate = calm ? 9 : random.Next(10);
        if (fate != 0)
        {
            wire.Put(message, id);
        }

        log[^1] += $", {Wire.Name(message)}{fate switch { 0 => " refused", 1 => " unconfirmed", _ => "" }}";
        return fate > 1;
    }));

    private async Task ConsumeAsync()
    {
        var events = new List<(object Message, Guid Id)>();
        for (var times = random.Next(1, 5); times > 0 && wire.Count > 0; times--)
        {
            events.Add(wire.Take(acknowledge: calm || random.NextDouble() >= crash));
        }

        var letters = events.Where(carried => carried.Message is Letter).ToList();
        if (letters.Count > 0)
        {
            await WithAsync(receiver, member => DoAsync(
                $"{member.Name} stores {string.Join(' ', letters.Select(carried => Wire.Name(carried.Message)))}",
                () => Task.WhenAll(letters.Select(carried => StoreAsync(member, (Letter)carried.Message, carried.Id)))));
        }

        foreach (var (message, _) in events.Where(carried => carried.Message is not Letter))
        {
            await WithAsync(
                message is LaneSettled ? receiver : origin, member => DoAsync($"{member.Name} hears {Wire.Name(message)}", () => HearAsync(member, message)));
        }
    }

    private static Task StoreAsync(Member member, Letter letter, Guid id)
    {
        var lane = letter.Text.Split('/')[0];
        var arrival = new Arrival { MessageId = id, Lane = lane, Party = lane, Number = letter.Number, Previous = letter.Previous, Type = "text", Body = "{}" };
        return member.Instance.Get<IInbox>().StoreAsync(arrival, CancellationToken.None);
    }

    private async Task HearAsync(Member member, object message)
    {
        switch (message)
        {
            case Delivered delivered:
                await member.Instance.Get<ISettlement>().SettleAsync(delivered.Ids, "delivered", CancellationToken.None);
                break;
            case Failed failed:
                await member.Instance.Get<ISettlement>().SettleAsync([failed.Id], failed.Reason, CancellationToken.None);
                break;
            case MessagesMissing missing:
                var answer = await member.Instance.Get<GapRepair>().AnswerAsync(missing, CancellationToken.None);
                if (answer.Settled.Count + answer.Unknown.Count > 0)
                {
                    wire.Put(answer, Guid.Empty);
                }

                break;
            case LaneSettled settled:
                await member.Instance.Get<Inbox>().CloseAsync(settled, CancellationToken.None);
                break;
        }
    }

    private Task FinishOneAsync(Member member)
    {
        var open = member.Calls.Count + member.Lookups.Count;
        var at = open > 0 ? random.Next(open) : 0;
        return open == 0 ? Task.CompletedTask
            : at < member.Calls.Count ? AnswerAsync(member.Calls[at]) : EndLookupAsync(member, member.Lookups.Keys.ElementAt(at - member.Calls.Count));
    }

    /// <summary>A call ends within 15 s, a look-up within 5 s.</summary>
    private async Task FinishAsync(Member member)
    {
        while (member.Calls.Count + member.Lookups.Count > 0)
        {
            await FinishOneAsync(member);
        }
    }

    private Task EndLookupAsync(Member member, string lane) => DoAsync(
        $"{member.Name} has looked up {lane}", () => member.EndLookupAsync(lane, reach.GetValueOrDefault(lane, Known(lane))));

    private async Task AnswerAsync(Call call)
    {
        if (hangs && !answersWithPages)
        {
            await PassAsync(CallsEndWithin);
        }

        var outcome = calm ? Taken(call) : hangs ? new SendOutcome.Unanswered() : OutcomeOfSick(call) ?? Outcome(call);
        if (outcome is SendOutcome.Delivered || (outcome is SendOutcome.Unanswered or SendOutcome.ServerError && random.Next(2) == 0))
        {
            Arrive(call);
        }

        if (outcome is SendOutcome.Unanswered or SendOutcome.ServerError)
        {
            ledger.Doubtful.Add(call.Message.MessageId);
        }

        if (hangs)
        {
            hung.Add(call.Message.MessageId);
        }

        await DoAsync($"{call.By.Name} is told of {call.Message.Lane} {call.Message.Number}: {outcome}", () => call.By.AnswerAsync(call, outcome));
    }

    private void Arrive(Call call)
    {
        if (!call.Arrived)
        {
            ledger.Take(call);
        }

        if (call.Message.MaybeDuplicate)
        {
            ledger.Marked.Add(call.Message.MessageId);
        }
    }

    private static SendOutcome.Delivered Taken(Call call) =>
        new($"{call.Message.MessageId}-{call.Message.PartsDone}-{call.Instance}-{call.By.Name}");

    private SendOutcome Outcome(Call call) => random.Next(call.Arrived ? 14 : 24) switch
    {
        < 10 => Taken(call),
        10 or 11 => new SendOutcome.Unanswered(),
        12 or 13 => new SendOutcome.ServerError(random.Next(2) == 0 ? 500 : 502),
        14 or 15 => new SendOutcome.RateLimited(TimeSpan.FromSeconds(random.Next(1, 30))),
        16 => new SendOutcome.NothingSent("no_connection"),
        17 => new SendOutcome.NothingSent("login_failed", Account: true),
        18 => new SendOutcome.Failed(Reasons.ChatNotFound),
        19 => new SendOutcome.Held(Reasons.BotBlocked),
        20 => new SendOutcome.Rejected(404),
        _ => Taken(call),
    };

    /// <summary>It dies at once: messages that it has handed over may be under way, without anybody knowing.</summary>
    private async Task DieAsync(Member member)
    {
        sum = sum with { Deaths = sum.Deaths + 1 };
        if (hangs)
        {
            hung.UnionWith(member.Calls.Select(call => call.Message.MessageId));
        }

        foreach (var call in member.Calls.Where(_ => random.Next(2) == 0))
        {
            Arrive(call);
        }

        foreach (var carriage in member.TakeCarriages().Where(_ => random.Next(2) == 0))
        {
            wire.Put(carriage.Message, carriage.Id);
        }

        await DoAsync($"{member.Name} dies", () => (origin.Members.Contains(member) ? origin : receiver).KillAsync(member));
    }

    /// <summary>Its calls have ended meanwhile; it processes them first.</summary>
    private async Task ThawAsync(Member member)
    {
        await DoAsync($"{member.Name} wakes", () => Task.FromResult(member.IsFrozen = false));
        await FinishAsync(member);
    }

    private Task ChangeReachAsync()
    {
        var lane = $"lane-{random.Next(lanes)}";
        reach[lane] = random.Next(4) switch { 0 => new Recipient.Held(Reasons.NotLinked), 1 => new Recipient.Unavailable(), _ => Known(lane) };
        return WithAsync(receiver, member => DoAsync(
            $"{lane} becomes {reach[lane]}",
            () => random.Next(2) == 0 ? member.Instance.Get<IInbox>().ReleaseAsync([lane], Reasons.NotLinked, CancellationToken.None) : Task.CompletedTask));
    }

    private async Task JumpAsync(TimeSpan by)
    {
        foreach (var member in receiver.Awake.Where(_ => by > TimeSpan.FromSeconds(5)))
        {
            await FinishAsync(member);
        }

        await PassAsync(by);
    }

    private async Task PassAsync(TimeSpan by)
    {
        var chunk = calm || by >= Quiet ? by : TimeSpan.FromSeconds(10);
        for (var left = by; left > TimeSpan.Zero; left -= chunk)
        {
            var step = left < chunk ? left : chunk;
            await origin.AdvanceAsync(step);
            await receiver.AdvanceAsync(step);
            foreach (var member in receiver.Awake)
            {
                await DoAsync($"{member.Name} beats {step.TotalSeconds} s later", member.BeatAsync);
            }
        }
    }

    private async Task BackUpOrRestoreAsync()
    {
        var gateway = random.Next(2) == 0 ? origin : receiver;
        if (!gateway.HasBackup || random.Next(2) == 0)
        {
            await DoAsync("a backup", gateway.BackUpAsync);
            return;
        }

        sum = sum with { Restores = sum.Restores + 1 };
        if (gateway == origin)
        {
            ledger.Forgotten.UnionWith(
                await origin.Database.ColumnAsync<Guid>("SELECT message_id FROM accepted WHERE message_id NOT IN (SELECT message_id FROM backup.accepted)"));
        }
        else
        {
            ledger.ReceiverWasRestored = true;
            tables = tables with { Rows = new Dictionary<Guid, Tables.Row>(), Lanes = new Dictionary<string, Tables.Lane>(StringComparer.Ordinal) };
        }

        foreach (var call in gateway.Members.SelectMany(member => member.Calls).Where(_ => random.Next(2) == 0))
        {
            Arrive(call);
        }

        await DoAsync(
            $"{(gateway == origin ? "the origin" : "the receiver")} is restored",
            async () => await gateway.RestoreAsync(gateway.Members.Count > 0 ? gateway.Members[0] : await StartAsync(gateway)));
    }
}
