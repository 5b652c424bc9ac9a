using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Versions;

/// <summary>
/// F28: the version before the newest migration, built from the history, and this one: on one schema and one broker. It shows that the last change
/// of the schema, and every change of contracts and behaviour since, lets both work; of the changes before, and of those to come, it shows nothing.
/// What a version to come may add is in <see cref="LaterVersionTests"/>.
/// </summary>
public sealed class PreviousVersionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Fault", "F28")]
    public async Task The_version_before_works_beside_this_one_on_this_ones_schema_and_starts_on_it()
    {
        using var previous = await PreviousVersion.TryBuildAsync();
        Assert.SkipWhen(previous is null, "This checkout's history does not reach back to the newest migration, as in a shallow clone.");
        await using var faults = await FaultStack.StartAsync(new RelayStackOptions { Programs = previous.Folder }, clients: 5);
        var old = faults.Stack.Instances.ToList();
        var migrations = await CountMigrationsAsync(faults);
        await UnderLoadAsync(faults, () => Task.WhenAll(old.Select(async instance =>
            await (await faults.Stack.AddInstanceAsync(instance.Service, programs: Repository.Root)).WaitUntilReadyAsync())));
        Assert.True(await CountMigrationsAsync(faults) > migrations, "this version brings migrations");

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

    /// <summary>People write for 2 s; when the first of it has arrived on both sides, it happens.</summary>
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

    private static async Task<long> CountMigrationsAsync(FaultStack faults)
    {
        var count = 0L;
        foreach (var database in faults.Stack.Databases.Values)
        {
            await using var connection = new NpgsqlConnection(database.ConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT count(*) FROM \"__EFMigrationsHistory\"", connection);
            count += (long)(await command.ExecuteScalarAsync())!;
        }

        return count;
    }
}
