using System.Diagnostics;
using Npgsql;
using Relay.Harness;

namespace Relay.Faults.Tests.Restoring;

public sealed class RestoredDatabaseTests
{
    [Theory]
    [InlineData(RelayService.TelegramGateway)]
    [InlineData(RelayService.WahelpGateway)]
    public async Task A_gateway_whose_database_comes_back_from_a_backup_loses_nothing_that_was_delivered_and_marks_what_it_sends_twice(RelayService service)
    {
        await using var faults = await FaultStack.StartAsync(clients: 4);
        var gateway = faults.Stack[service];
        var database = faults.Stack.Databases[service];
        var backup = Path.Combine(Path.GetTempPath(), $"{database.Name}.backup");
        foreach (var at in new[] { "wahelp.send", "telegram.sendMessage" })
        {
            await faults.Sandbox.ScriptAsync(new SandboxScript { At = at, DelayMs = 300, Times = null }); // something is open at the backup
        }

        try
        {
            await faults.WriteBothWaysAsync(10);
            await faults.Sandbox.WaitForAsync(
                service == RelayService.WahelpGateway ? Seen.WahelpAccepted : Seen.ChatDelivered, 12, timeout: TimeSpan.FromMinutes(1));
            await RunAsync("pg_dump", database, "--format=custom", $"--file={backup}");
            await faults.Sandbox.ClearScriptsAsync();
            await faults.WriteBothWaysAsync(5);
            await faults.CheckAsync();

            await gateway.Process.TerminateAsync();
            await faults.WriteBothWaysAsync(5);
            await RunAsync("pg_restore", database, "--clean", "--if-exists", $"--dbname={database.Name}", backup);
            var (code, said) = await gateway.Process.RunVerbAsync("restored");
            Assert.True(code == 0, said);
            await gateway.StartAsync();

            await faults.CheckAsync(TimeSpan.FromMinutes(3));
        }
        finally
        {
            File.Delete(backup);
        }
    }

    [Fact]
    public async Task A_directory_whose_database_comes_back_from_a_backup_learns_again_who_shared_a_contact_since_and_asks_nobody()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);
        var directory = faults.Stack[RelayService.ClientDirectory];
        var database = faults.Stack.Databases[RelayService.ClientDirectory];
        var backup = Path.Combine(Path.GetTempPath(), $"{database.Name}.backup");
        const long since = 6_900_001;
        try
        {
            await RunAsync("pg_dump", database, "--format=custom", $"--file={backup}");
            await faults.Sandbox.ClientSharesContactAsync(since);
            await faults.Sandbox.WaitInChatAsync(since); // the thanks
            await directory.Process.TerminateAsync();
            await RunAsync("pg_restore", database, "--clean", "--if-exists", $"--dbname={database.Name}", backup);
            var (code, said) = await faults.Stack[RelayService.TelegramGateway].Process.RunVerbAsync("repeat-contacts");
            Assert.True(code == 0, said);
            await directory.StartAsync();

            await Waiting.UntilAsync(async () => await LinkedAsync(database) == 2, TimeSpan.FromMinutes(1), "the directory knows both clients");
            await faults.Sandbox.ClientWritesAsync(since, "снова знаком");
            await faults.Sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(since), timeout: TimeSpan.FromMinutes(1));
            await faults.WriteBothWaysAsync(2);
            await faults.CheckAsync();
            Assert.Single(await faults.Sandbox.SeenInChatAsync(since)); // neither asked nor thanked again
        }
        finally
        {
            File.Delete(backup);
        }
    }

    [Fact]
    public async Task The_command_refuses_while_an_instance_runs()
    {
        await using var faults = await FaultStack.StartAsync(clients: 1);

        var (code, said) = await faults.Stack[RelayService.WahelpGateway].Process.RunVerbAsync("restored");

        Assert.Equal(1, code);
        Assert.Contains("Stop all of them first", said, StringComparison.Ordinal);
    }

    private static async Task<long> LinkedAsync(Database database)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var count = source.CreateCommand("SELECT count(*) FROM clients");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(string program, Database database, params string[] arguments)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["PGHOST"] = connection.Host;
        start.Environment["PGPORT"] = $"{connection.Port}";
        start.Environment["PGUSER"] = connection.Username;
        start.Environment["PGPASSWORD"] = connection.Password;
        start.Environment["PGDATABASE"] = database.Name;
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }
}
