using MassTransit;
using Npgsql;
using Relay.Contracts.Clients;
using Relay.Harness;

namespace Relay.ClientDirectory.Tests;

/// <summary>The service as two child processes with a database and a virtual host, and a listener instead of the gateways.</summary>
public sealed class Directory : IAsyncLifetime
{
    /// <summary>Long enough for a machine that builds and tests everything else at the same time.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly List<ServiceProcess> processes = [];
    private Database? database;
    private VirtualHost? host;
    private IBusControl? bus;

    internal Heard Heard { get; } = new();

    internal IBus Bus => bus!;

    internal Uri Broker => host!.Uri;

    internal IReadOnlyList<ServiceProcess> Processes => processes;

    public async ValueTask InitializeAsync()
    {
        var servers = await Servers.StartAsync();
        database = await servers.CreateDatabaseAsync("directory");
        host = await servers.CreateVirtualHostAsync("directory");
        bus = Listener.Create(host.Uri, Heard);
        await bus.StartAsync();
        for (var instance = 0; instance < 2; instance++)
        {
            await StartInstanceAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        await bus!.StopAsync();
        await host!.DisposeAsync();
        await database!.DisposeAsync();
    }

    /// <summary>The service's answer to a gateway's question for a phone.</summary>
    internal async Task<ClientFound?> FindAsync(string phone) => (await FindAsync([phone], [])).ByPhone[0];

    /// <summary>The service's answer to a gateway's question for a Telegram account.</summary>
    internal async Task<ClientFound?> FindAsync(long account) => (await FindAsync([], [account])).ByTelegramUser[0];

    /// <summary>One value from the service's database.</summary>
    internal async Task<T> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(database!.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal static ServiceProcess Describe(Uri url, string postgres, Uri broker) => new(
        "client-directory",
        Repository.Assembly("services/ClientDirectory"),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = url.ToString().TrimEnd('/'),
            ["MANAGEMENT_URL"] = FreePorts.NextUrl().ToString().TrimEnd('/'),
            ["ConnectionStrings__RabbitMq"] = broker.AbsoluteUri,
            ["ConnectionStrings__Postgres"] = postgres,
        });

    /// <summary>A whole request.</summary>
    internal async Task<ClientsFound> FindAsync(string[] phones, long[] accounts) =>
        (await Bus.CreateRequestClient<FindClients>(RequestTimeout.After(m: 1))
            .GetResponse<ClientsFound>(new FindClients { Phones = phones, TelegramUserIds = accounts })).Message;

    private async Task StartInstanceAsync()
    {
        var url = FreePorts.NextUrl();
        var process = Describe(url, database!.ConnectionString, host!.Uri);
        processes.Add(process);
        await process.StartAsync();
        await process.WaitUntilHealthyAsync(new Uri(url, "health/ready"), Patience);
    }
}

[CollectionDefinition(Name)]
public sealed class DirectoryTestGroup : ICollectionFixture<Directory>
{
    public const string Name = "directory";
}
