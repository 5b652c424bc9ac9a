using System.Net;
using System.Net.Sockets;
using Npgsql;
using Relay.Harness;

namespace Relay.ClientDirectory.Tests;

public class StartTests
{
    [Fact]
    public async Task What_is_not_set_stops_the_start_with_sentences_and_no_stack_trace()
    {
        await using var process = new ServiceProcess(
            "client-directory-unset", Repository.Assembly("services/ClientDirectory"),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["PHONE_REGION"] = "Nowhere" });
        await process.StartAsync();

        await Waiting.UntilAsync(() => !process.IsRunning, Directory.Patience, "it ends");

        // It has ended; this waits for the last of its output.
        var ending = await process.TerminateAsync();
        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("ConnectionStrings__RabbitMq is not set. Set it to amqp://", process.Output, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Postgres is not set. Set it to Host=", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("MANAGEMENT_URL")]
    public async Task What_nobody_catches_ends_the_process_with_type_and_stack_and_without_its_message(string variable)
    {
        await using var process = new ServiceProcess(
            "client-directory-unhandled",
            Repository.Assembly("services/ClientDirectory"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__RabbitMq"] = "amqp://nobody:nothing@nowhere.invalid/none",
                ["ConnectionStrings__Postgres"] = "Host=nowhere.invalid;Database=none",
                ["ASPNETCORE_URLS"] = FreePorts.NextUrl().ToString(),
                ["MANAGEMENT_URL"] = FreePorts.NextUrl().ToString(),
                [variable] = "planted-and-no-address",
            });
        await process.StartAsync();

        await Waiting.UntilAsync(() => !process.IsRunning, Directory.Patience, "it ends");

        Assert.Equal(134, (await process.TerminateAsync()).ExitCode);
        Assert.Contains("System.FormatException", process.Output, StringComparison.Ordinal);
        Assert.Contains("   at Microsoft.AspNetCore.Http.BindingAddress.Parse", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_comes_later_is_migrated_then_and_two_instances_migrate_it_once()
    {
        var servers = await Servers.StartAsync();
        await using var host = await servers.CreateVirtualHostAsync("directory-late");
        await using var database = await servers.CreateDatabaseAsync("directory_late");
        var real = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var later = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "127.0.0.1", Port = FreePorts.Next() };
        var (one, other) = (FreePorts.NextUrl(), FreePorts.NextUrl());
        await using var first = Directory.Describe(one, later.ConnectionString, host.Uri);
        await using var second = Directory.Describe(other, later.ConnectionString, host.Uri);
        await first.StartAsync();
        await second.StartAsync();
        await first.WaitUntilHealthyAsync(new Uri(one, "health/live"), Directory.Patience);
        await second.WaitUntilHealthyAsync(new Uri(other, "health/live"), Directory.Patience);

        await using var door = Door.Open(later.Port, real.Host!, real.Port);

        await first.WaitUntilHealthyAsync(new Uri(one, "health/ready"), Directory.Patience);
        await second.WaitUntilHealthyAsync(new Uri(other, "health/ready"), Directory.Patience);
        var ending = await first.TerminateAsync();
        Assert.Equal((0, false), (ending.ExitCode, ending.Killed));
    }

    /// <summary>Accepts connections to a port from now on, for an address behind it.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly TcpListener listener;
        private readonly CancellationTokenSource closing = new();

        private Door(int port) => listener = new TcpListener(IPAddress.Loopback, port);

        public static Door Open(int port, string host, int target)
        {
            var door = new Door(port);
            door.listener.Start();
            _ = door.AcceptAsync(host, target);
            return door;
        }

        public async ValueTask DisposeAsync()
        {
            await closing.CancelAsync();
            listener.Dispose();
            closing.Dispose();
        }

        private async Task AcceptAsync(string host, int target)
        {
            while (!closing.IsCancellationRequested)
            {
                _ = JoinAsync(await listener.AcceptTcpClientAsync(closing.Token), host, target);
            }
        }

        private async Task JoinAsync(TcpClient client, string host, int target)
        {
            using var near = client;
            using var far = new TcpClient();
            await far.ConnectAsync(host, target, closing.Token);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), closing.Token), far.GetStream().CopyToAsync(near.GetStream(), closing.Token));
        }
    }
}
