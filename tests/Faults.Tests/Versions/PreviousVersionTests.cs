using Relay.Harness;

namespace Relay.Faults.Tests.Versions;

/// <summary>
/// F28: the services of the baseline, built from the history, and the current ones on one schema and one broker. It shows that every change of
/// schema, contracts and behaviour since the baseline lets both work; it shows nothing about later ones. What a later version may add is in <see
/// cref="LaterVersionTests"/>.
/// </summary>
public sealed class PreviousVersionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F28")]
    public async Task The_version_before_works_beside_this_one_on_this_ones_schema_and_starts_on_it()
    {
        var (previous, why) = await PreviousVersion.TryBuildAsync();
        Assert.SkipWhen(previous is null, why);
        using var built = previous;
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { Programs = previous.Folder }, clients: 5);
        var old = faults.Stack.Instances.ToList();
        await UnderLoadAsync(faults, () => Task.WhenAll(old.Select(async instance =>
            await (await faults.Stack.AddInstanceAsync(instance.Service, programs: Repository.Root)).WaitUntilReadyAsync())));

        await UnderLoadAsync(faults, () => Task.WhenAll(old.Select(async instance =>
        {
            Assert.Equal(0, (await instance.Process.TerminateAsync()).ExitCode);
            await instance.StartAsync();
            await instance.WaitUntilReadyAsync();
        })));

        foreach (var verdict in await faults.CheckAsync())
        {
            Assert.Equal(0, verdict.Account.ExtraCopies);
            Assert.Empty(verdict.Marked);
        }
    }

    /// <summary>Messages are written for 2 s; when the first one has arrived on both sides, it happens.</summary>
    private static async Task UnderLoadAsync(FaultStack faults, Func<Task> happens)
    {
        var before = await faults.Sandbox.CountsAsync();
        await faults.WriteBothWaysAsync(each: 8, perSecond: 20);
        foreach (var what in new[] { Seen.WahelpAccepted, Seen.ChatDelivered })
        {
            await faults.Sandbox.WaitForAsync(what, before.GetValueOrDefault(what) + 3, timeout: Patience);
        }

        await happens();
    }
}
