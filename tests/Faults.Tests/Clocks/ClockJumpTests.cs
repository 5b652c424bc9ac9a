using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Clocks;

/// <summary>F25: a machine's clock is changed. Liveness and the right to call depend only on beats and monotonic clocks.</summary>
public sealed class ClockJumpTests
{
    private const string NoCompiler = "This machine has no C compiler (cc), which makes the clock that can be set.";
    private const long Newcomer = 6_700_001;
    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly RelayService[] Machine = [RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.TelegramGateway];

    /// <summary>The first of two machines, which takes the webhooks, polls and sends; the second sends too, and watches.</summary>
    [Fact]
    [Trait("Fault", "F25")]
    public async Task A_machine_whose_clock_jumps_ahead_and_back_by_ten_minutes_keeps_its_rights_and_nobody_sends_twice()
    {
        using var clock = await ShiftedClock.TryCreateAsync();
        Assert.SkipWhen(clock is null, NoCompiler);
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { Instances = Machine, Environment = clock.Environment });
        await Task.WhenAll(Machine.Select(async service =>
            await (await faults.Stack.AddInstanceAsync(service, ShiftedClock.Right)).WaitUntilReadyAsync()));
        await SlowProvidersAsync(faults);

        foreach (var shift in new[] { Jump, TimeSpan.Zero, -Jump, TimeSpan.Zero })
        {
            await UnderLoadAsync(faults, () => clock.Shift = shift);
            await Task.WhenAll(faults.Stack.Instances.Take(Machine.Length).Select(instance => ReadsAsync(instance, shift)));
        }

        await Task.WhenAll(faults.Stack.Instances.Skip(Machine.Length).Select(instance => ReadsAsync(instance, TimeSpan.Zero)));
        await CheckNobodyDoubtedAsync(faults);
    }

    /// <summary>
    /// The servers' machine, whose clock determines when messages are due. Messages that became due while it was ahead are late by as much once it is
    /// back, so it is set ahead again at the end; others continue meanwhile.
    /// </summary>
    [Fact]
    [Trait("Fault", "F25")]
    public async Task The_databases_clock_that_jumps_by_ten_minutes_makes_messages_early_or_late_and_none_twice()
    {
        using var clock = await ShiftedClock.TryCreateAsync();
        Assert.SkipWhen(clock is null, NoCompiler);
        await using var servers = await OwnServers.StartAsync(clock.Environment);
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions
        {
            Instances = [.. Machine, .. Machine],
            Servers = servers.Servers,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_TELEGRAM_RATE"] = "50" },
        });
        await SlowProvidersAsync(faults);

        foreach (var shift in new[] { -Jump, Jump, TimeSpan.Zero })
        {
            await UnderLoadAsync(faults, () => clock.Shift = shift);
            await using var connection = new NpgsqlConnection(servers.Servers.Postgres);
            await connection.OpenAsync();
            await using var now = new NpgsqlCommand("SELECT clock_timestamp()", connection);
            AssertReads(shift, new DateTimeOffset((DateTime)(await now.ExecuteScalarAsync())!));
        }

        await faults.Sandbox.ClientSharesContactAsync(Newcomer);
        await faults.Sandbox.WaitInChatAsync(Newcomer, timeout: Patience);
        clock.Shift = Jump;
        await CheckNobodyDoubtedAsync(faults);
    }

    /// <summary>So slow that lanes are in hand at any moment.</summary>
    private static async Task SlowProvidersAsync(FaultStack faults)
    {
        foreach (var at in new[] { "wahelp.send", "telegram.sendMessage" })
        {
            await faults.Sandbox.ScriptAsync(new SandboxScript { At = at, DelayMs = 300, Times = null });
        }
    }

    /// <summary>Messages are written for 3 s; when the first one has arrived on both sides, the clock jumps.</summary>
    private static async Task UnderLoadAsync(FaultStack faults, Action happens)
    {
        var before = await faults.Sandbox.CountsAsync();
        await faults.WriteBothWaysAsync(each: 6, perSecond: 20);
        foreach (var what in new[] { Seen.WahelpAccepted, Seen.ChatDelivered })
        {
            await faults.Sandbox.WaitForAsync(what, before.GetValueOrDefault(what) + 5, timeout: Patience);
        }

        happens();
        await faults.Promise.UntilAcceptedAsync(faults.Traffic, Patience);
    }

    /// <summary>Its answers have the times of its clock.</summary>
    private static async Task ReadsAsync(RelayInstance instance, TimeSpan shift)
    {
        using var http = new HttpClient();
        await Waiting.UntilAsync(
            async () =>
            {
                using var answer = await http.GetAsync(new Uri(instance.Url, "health/live"));
                return IsNear(shift, answer.Headers.Date!.Value);
            },
            Patience,
            $"{instance.Process.Name} tells a time that is {shift.TotalMinutes} min ahead");
    }

    private static void AssertReads(TimeSpan shift, DateTimeOffset told) =>
        Assert.True(IsNear(shift, told), $"It is {told - TimeProvider.System.GetUtcNow()} ahead");

    private static bool IsNear(TimeSpan shift, DateTimeOffset told) =>
        (told - TimeProvider.System.GetUtcNow() - shift).Duration() < TimeSpan.FromMinutes(1);

    /// <summary>Checks the promise: no second copy, no mark, no instance declared dead, never two pollers.</summary>
    private static async Task CheckNobodyDoubtedAsync(FaultStack faults)
    {
        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }

        Assert.Empty(await faults.Sandbox.SeenAsync(Seen.PollConflict));
        Assert.DoesNotContain("is dead: its lanes are free", faults.Stack.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("was declared dead", faults.Stack.Output, StringComparison.Ordinal);
    }
}
