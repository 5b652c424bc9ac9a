using System.Globalization;
using Npgsql;
using Relay.Bench.Load;
using Relay.Bench.Sink;
using Relay.Harness;

namespace Relay.Bench.Systems;

/// <summary>The relay: its services as processes, on real servers, with the sink in place of the providers.</summary>
internal sealed class RelaySystem : BenchedSystem
{
    /// <summary>Long enough for a busy machine.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);

    private RelaySystem(string name, ProviderSink sink, RelayStack stack)
        : base(name, sink) => Stack = stack;

    public RelayStack Stack { get; }

    public override Uri Webhook => new(Stack[RelayService.WahelpGateway].Url, "wahelp/webhook?token=" + Stack.WahelpWebhookToken);

    public override string Channel => Stack.WahelpChannel;

    public override IReadOnlyList<Part> Parts =>
        [.. Stack.Instances.Where(instance => instance.Process.IsRunning).Select(
            instance => new Part(instance.Process.Name, instance.Process.Id, instance.ManagementUrl))];

    public override IReadOnlyList<string> Databases => [.. Stack.Databases.Values.Select(database => database.ConnectionString)];

    /// <summary>Starts it, with linked clients.</summary>
    /// <param name="clients">The number of linked clients.</param>
    /// <param name="servers">Null for those of the environment.</param>
    /// <param name="environment">Differences from the services' defaults.</param>
    /// <param name="instances">The number of instances per gateway.</param>
    public static async Task<RelaySystem> StartAsync(
        string name, int clients, Servers? servers = null, IReadOnlyDictionary<string, string>? environment = null, int instances = 1)
    {
        var sink = new ProviderSink();
        var settings = new Dictionary<string, string>(environment ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        { ["RELAY_TELEGRAM_RATE"] = "0" };
        var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Providers = sink.Url,
            Environment = settings,
            Servers = servers,
            WaitUntilReady = false,
        });
        var system = new RelaySystem(name, sink, stack);
        await system.WaitUntilReadyAsync();
        for (var more = 1; more < instances; more++)
        {
            await stack.AddInstanceAsync(RelayService.WahelpGateway);
            await stack.AddInstanceAsync(RelayService.TelegramGateway);
            await system.WaitUntilReadyAsync();
        }

        await system.LinkAsync(clients);
        return system;
    }

    public override async ValueTask DisposeAsync()
    {
        await Stack.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Runs SQL on a service's database.</summary>
    public async Task ExecuteAsync(RelayService service, string sql)
    {
        await using var connection = new NpgsqlConnection(Stack.Databases[service].ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    private Task WaitUntilReadyAsync() => Task.WhenAll(Stack.Instances.Select(instance => instance.WaitUntilReadyAsync(ReadyWithin)));

    /// <summary>Like an import, but without informing the gateways: nothing waits in them.</summary>
    private Task LinkAsync(int clients) => ExecuteAsync(
        RelayService.ClientDirectory,
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
             INSERT INTO clients (phone, full_name, bot_tg_user_id, chat_id, source, linked_at, confirmed_at, caused_by)
             SELECT '{Clients.PhonePrefix}' || lpad(k::text, 7, '0'), 'Клиент ' || k, {Clients.FirstChat} + k, {Clients.FirstChat} + k,
                    'registered', now(), now(), gen_random_uuid()
             FROM generate_series(0, {clients - 1}) AS k;
             ANALYZE clients
             """));
}
