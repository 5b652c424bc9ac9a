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
        4 => crash > 0 ? WithAsync(receiver, FreezeAsync) : Task.CompletedTask,
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
            var id = Versions.IdOf($"{lane}/{n}");
            if (n == known.Count)
            {
                ledger.Letters[id] = Write($"{lane}/{n}", [.. known.Select(one => ledger.Letters[one])]);
                known.Add(id);
            }

            batch.Add(new Intake { MessageId = id, Lane = lane, Party = lane, Publish = ledger.Letters[id], Raw = "{}" });
        }

        await WithAsync(origin, member => DoElsewhereAsync(
            $"{member.Name} accepts {string.Join(' ', batch.Select(intake => Wire.Name(intake.Publish!)))}",
            () => member.Instance.Get<IAcceptance>().AcceptAsync(batch, random.Next(2) == 0 ? null : (_, _) => Task.CompletedTask, CancellationToken.None)));
    }

    /// <summary>A new letter, or a change of one of the last: what was deleted changes no more.</summary>
    private Letter Write(string text, List<Letter> before)
    {
        var deleted = before.Where(letter => letter.IsDeletion).Select(letter => letter.Changes).ToHashSet(StringComparer.Ordinal);
        var open = before.Where(letter => letter.Changes is null && !deleted.Contains(letter.Text)).TakeLast(3).ToList();
        return open.Count > 0 && random.NextDouble() < changes
            ? new Letter { Text = text, Changes = open[random.Next(open.Count)].Text, IsDeletion = random.Next(3) == 0 }
            : new Letter { Text = text };
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
        var arrival = new Arrival
        {
            MessageId = id,
            Lane = lane,
            Party = lane,
            Number = letter.Number,
            Previous = letter.Previous,
            Type = letter.Changes is null ? "text" : Versions.Change,
            Body = MessageJson.Write(letter),
            Original = letter.Changes is { } changed ? Versions.IdOf(changed) : null,
        };
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

    /// <summary>It dies at once: messages that it has handed over may be under way, without anybody knowing.</summary>
    private async Task DieAsync(Member member)
    {
        sum = sum with { Deaths = sum.Deaths + 1 };
        if (hangs)
        {
            hung.UnionWith(member.Calls.Select(call => call.Message.MessageId));
        }

        ArriveOrNot(member.Calls);
        foreach (var carriage in member.TakeCarriages().Where(_ => random.Next(2) == 0))
        {
            wire.Put(carriage.Message, carriage.Id);
        }

        await DoAsync($"{member.Name} dies", () => (origin.Members.Contains(member) ? origin : receiver).KillAsync(member));
    }

    /// <summary>Its calls end meanwhile, before others take its lanes.</summary>
    private Task FreezeAsync(Member member)
    {
        ArriveOrNot(member.Calls);
        return DoAsync($"{member.Name} is frozen", () => Task.FromResult(member.IsFrozen = true));
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

        ArriveOrNot([.. gateway.Members.SelectMany(member => member.Calls)]);
        await DoAsync(
            $"{(gateway == origin ? "the origin" : "the receiver")} is restored",
            async () => await gateway.RestoreAsync(gateway.Members.Count > 0 ? gateway.Members[0] : await StartAsync(gateway)));
    }
}
