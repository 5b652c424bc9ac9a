using Npgsql;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests.Lanes;

/// <content>Trouble that is one lane's, or everybody's: a provider that hangs, one client answered wrongly, a locked row, a quiet hour.</content>
internal sealed partial class Schedule
{
    private static readonly TimeSpan CallsEndWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private readonly Dictionary<string, SendOutcome> sick = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> hung = [];
    private bool hangs;
    private bool answersWithPages; // during a hang a call ends at once, with an answer that is not the provider's
    private string? locked; // and until the survivors have checked again: its dead owner's lanes stay until then

    /// <summary>Starts or ends a hang: nobody is answered, neither messages nor harmless calls.</summary>
    private void Hang()
    {
        hangs = !hangs;
        answersWithPages = hangs && random.Next(2) == 0;
        hung.Clear();
    }

    private ProviderState State => calm || !hangs ? ProviderState.Well : ProviderState.Away;

    /// <summary>A hang is no message's fault: a message that was unanswered in it does not fail during it.</summary>
    private IEnumerable<string> FailedInHang(Tables before) => tables.Rows
        .Where(row => row.Value.State == "failed" && hung.Contains(row.Key) && before.Rows.TryGetValue(row.Key, out var was) && was.State != "failed")
        .Select(row => $"{row.Key} failed while the provider answered nobody");

    /// <summary>For a while one client's messages get other answers than all others'.</summary>
    private Task ChangeSickAsync()
    {
        var lane = $"lane-{random.Next(lanes)}";
        if (!sick.Remove(lane))
        {
            sick[lane] = random.Next(4) switch
            {
                0 => new SendOutcome.NotNow("503"),
                1 => new SendOutcome.Rejected(422),
                2 => new SendOutcome.ServerError(500),
                _ => new SendOutcome.Unanswered(),
            };
        }

        return DoElsewhereAsync($"{lane} is answered {sick.GetValueOrDefault(lane)?.ToString() ?? "as all are"}", () => Task.CompletedTask);
    }

    private SendOutcome? OutcomeOfSick(Call call) =>
        call.Arrived is not null && sick.GetValueOrDefault(call.Message.Lane) is not (SendOutcome.ServerError or SendOutcome.Unanswered)
        ? null
        : sick.GetValueOrDefault(call.Message.Lane);

    /// <summary>A lane's row stays locked, its call's owner may die meanwhile, and all other lanes continue.</summary>
    private async Task LockLaneAsync()
    {
        if (receiver.Awake.Count == 0)
        {
            return;
        }

        await using var session = await receiver.Database.Source.OpenConnectionAsync();
        await using var transaction = await session.BeginTransactionAsync();
        await using var take = new NpgsqlCommand("SELECT key FROM lane ORDER BY owner IS NULL, key LIMIT 1 FOR UPDATE", session, transaction);
        if (await take.ExecuteScalarAsync() is not string lane)
        {
            return;
        }

        locked = lane;

        stall = false; // a call that is not made leaves its message in hand until the next round
        await DoElsewhereAsync($"{lane} is locked", () => Task.CompletedTask);
        if (crash > 0 && random.Next(2) == 0)
        {
            await DieAsync(receiver.Awake[random.Next(receiver.Awake.Count)]);
        }

        await PassAsync(TimeSpan.FromSeconds(10));
        foreach (var member in receiver.Awake)
        {
            for (var times = 0; times < 3; times++)
            {
                await FinishAsync(member);
                await DoAsync($"{member.Name} round", member.RoundAsync, member);
            }

            await OthersGoOnAsync(member, lane);
        }

        await transaction.RollbackAsync();
        await WithAsync(receiver, member => DoAsync($"{lane} is free, {member.Name} beats", member.BeatAsync));
        locked = null;
    }

    /// <summary>After two rounds with all calls answered, an instance has only messages with running calls in hand.</summary>
    private async Task OthersGoOnAsync(Member member, string lane)
    {
        var inHand = await receiver.Database.ColumnAsync<string>(
            $"SELECT d.lane FROM delivery d JOIN lane l ON l.key = d.lane WHERE d.state = 'sending' AND l.owner = {member.Id}");
        var waits = inHand.Except(member.Calls.Select(call => call.Message.Lane)).Except([lane]).ToList();
        if (waits.Count > 0)
        {
            throw new InvalidOperationException($"{string.Join(", ", waits)} wait for the lock of {lane}");
        }
    }

    /// <summary>Nothing happens for an hour; then one client writes, and everything that the instances know of others is old.</summary>
    private async Task BeQuietAsync()
    {
        foreach (var member in receiver.Awake)
        {
            await FinishAsync(member);
        }

        await DoElsewhereAsync("a quiet hour", () => Task.CompletedTask);
        await PassAsync(Quiet);
    }
}
