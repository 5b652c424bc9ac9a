using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Receiving;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Harness.Fuzzing;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>Which lane probes while the provider is paused, for any mix of lanes; the clock is the test's.</summary>
public sealed class ProbingTests
{
    private const int Seconds = 10;

    [Fact]
    [Trait("Fault", "F31")]
    public async Task For_any_mix_of_lanes_each_that_can_be_addressed_probes_in_turn_and_the_healthy_ones_get_through()
    {
        await using var gateway = await Gateway.CreateAsync("probing");
        var count = await Fuzz.RunAsync(Seconds, async seed =>
        {
            var mix = new Mix(new Random(seed), gateway);
            try
            {
                await mix.RunAsync();
            }
            finally
            {
                await gateway.EndAsync();
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} mixes from RELAY_SEED={Fuzz.Seed}");
    }

    private enum Kind
    {
        Ready,
        NeedsLookup,
        WaitsForDirectory,
        WaitsForContact,
    }

    private sealed class Mix(Random random, Gateway gateway)
    {
        private readonly Dictionary<string, Kind> lanes = Enumerable.Range(0, random.Next(2, 9)).ToDictionary(
            n => $"lane-{n}", n => n == 0 ? (Kind)random.Next(2) : (Kind)random.Next(4));
        private readonly List<string> probes = [];
        private Member member = null!;

        private List<string> Addressable => [.. lanes.Where(lane => lane.Value is Kind.Ready or Kind.NeedsLookup).Select(lane => lane.Key)];

        public async Task RunAsync()
        {
            await gateway.BeginAsync(TimeSpan.Zero);
            member = await gateway.StartAsync(new DeliveryOptions { Concurrency = random.Next(1, 5) }, Resolve, TimeSpan.Zero);
            await Task.WhenAll(
                lanes.Keys.SelectMany(lane => new[] { Arrival(lane, 1, 0), Arrival(lane, 2, 1) }).Select(
                    arrival => member.Instance.Get<IInbox>().StoreAsync(arrival, CancellationToken.None)));

            SendOutcome trouble = random.Next(4) switch
            {
                0 => new SendOutcome.NothingSent("no_connection"),
                1 => new SendOutcome.NothingSent("401", Account: true),
                2 => new SendOutcome.ServerError(500),
                _ => new SendOutcome.Rejected(404, MayConcernAll: true),
            };
            await AllProbeInTurnAsync(trouble);
            await TheHealthyGetThroughAsync();
        }

        /// <summary>Everything is refused: no lane probes twice before another available lane has probed.</summary>
        private async Task AllProbeInTurnAsync(SendOutcome trouble)
        {
            await gateway.Database.ExecuteAsync("UPDATE provider SET paused_until = now(), paused_since = now(), why = 'test', probes = 1");
            await UntilAsync(_ => trouble, () => Task.FromResult(probes.Count >= 4 * Addressable.Count));
            var window = 2 * Addressable.Count;
            for (var i = Addressable.Count; i + window <= probes.Count; i++)
            {
                Assert.True(
                    Addressable.ToHashSet(StringComparer.Ordinal).SetEquals(probes.Skip(i).Take(window)),
                    $"{trouble}, {string.Join(", ", lanes)}: from {i} on not all of them are among {window} probes: {string.Join(", ", probes)}");
            }
        }

        /// <summary>The provider has recovered, except for some lanes, whose messages it refuses as if the account were at fault.</summary>
        private async Task TheHealthyGetThroughAsync()
        {
            var sick = Addressable.Skip(1).Where(_ => random.Next(2) == 0).ToList();
            var healthy = Addressable.Except(sick).ToList();
            SendOutcome Answer(string lane) => sick.Contains(lane) ? new SendOutcome.Rejected(404, MayConcernAll: true) : new SendOutcome.Delivered(null);
            await UntilAsync(
                Answer, async () => await gateway.Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE state = 'delivered'") == 2 * healthy.Count);
            Assert.Equal(0, await gateway.Database.ScalarAsync<long>("SELECT count(*) FROM delivery WHERE state = 'failed' AND reason <> 'refused'"));
        }

        /// <summary>Continues, up to two minutes a turn, or five seconds while a look-up runs.</summary>
        private async Task UntilAsync(Func<string, SendOutcome> answer, Func<Task<bool>> condition)
        {
            for (var turn = 0; !await condition(); turn++)
            {
                Assert.True(turn < 1000, $"{string.Join(", ", lanes)}: it does not come to that; probes: {string.Join(", ", probes)}");
                await member.BeatAsync();
                await member.RoundAsync();
                var lookedUp = member.Lookups.ToList();
                foreach (var (lane, _) in lookedUp)
                {
                    await member.EndLookupAsync(lane, lanes[lane] == Kind.NeedsLookup ? new Recipient.Known(lane, null) : new Recipient.Unavailable());
                }

                foreach (var call in member.Calls)
                {
                    probes.Add(call.Message.Lane);
                    await member.AnswerAsync(call, answer(call.Message.Lane));
                }

                // A look-up's answer is used at once, long before the minute after which a waiting lane is tried again.
                await gateway.AdvanceAsync(TimeSpan.FromSeconds(lookedUp.Count > 0 ? random.Next(0, 6) : random.Next(1, 120)));
            }
        }

        private ValueTask<Recipient> Resolve(Member by, OutgoingMessage message)
        {
            switch (lanes[message.Lane])
            {
                case Kind.Ready:
                    return new(new Recipient.Known(message.Lane, null));
                case Kind.WaitsForContact:
                    return new(new Recipient.Held(Reasons.NotLinked));
                default:
                    var lookup = new TaskCompletionSource<Recipient>(TaskCreationOptions.RunContinuationsAsynchronously);
                    by.Lookups[message.Lane] = lookup;
                    return new(lookup.Task);
            }
        }

        private static Arrival Arrival(string lane, long number, long previous) => new()
        {
            MessageId = MessageIds.Of($"{lane}:{number}"),
            Lane = lane,
            Party = lane,
            Number = number,
            Previous = previous,
            Type = "text",
            Body = "{}",
        };
    }
}
