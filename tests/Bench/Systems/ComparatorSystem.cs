using Relay.Bench.Comparators;
using Relay.Bench.Sink;
using Relay.Harness;

namespace Relay.Bench.Systems;

/// <summary>A comparator as a separate process, on the same servers.</summary>
internal sealed class ComparatorSystem : BenchedSystem
{
    private readonly ServiceProcess process;
    private readonly Uri url = FreePorts.NextUrl();
    private readonly List<IAsyncDisposable> owned = [];

    private ComparatorSystem(string name, ProviderSink sink, Dictionary<string, string> environment)
        : base(name, sink)
    {
        environment[Comparator.NameVariable] = name;
        environment[Comparator.ProvidersVariable] = sink.Url.AbsoluteUri;
        environment[Comparator.ListenVariable] = url.AbsoluteUri;
        process = new ServiceProcess(name, Repository.Assembly("tests/Bench"), environment);
    }

    public override Uri Webhook => new(url, "webhook");

    public override string Channel => "bench";

    public override IReadOnlyList<Part> Parts => [new Part(process.Name, process.Id)];

    public static async Task<ComparatorSystem> StartBareAsync(Servers servers)
    {
        var telegram = await servers.CreateDatabaseAsync("bare_telegram");
        var wahelp = await servers.CreateDatabaseAsync("bare_wahelp");
        var host = await servers.CreateVirtualHostAsync("bare");
        var system = new ComparatorSystem("bare", new ProviderSink(), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Comparator.BrokerVariable] = host.Uri.AbsoluteUri,
            [Comparator.TelegramDatabaseVariable] = telegram.ConnectionString,
            [Comparator.WahelpDatabaseVariable] = wahelp.ConnectionString,
        });
        system.owned.AddRange([telegram, wahelp, host]);
        return await system.StartAsync();
    }

    public static Task<ComparatorSystem> StartDirectAsync() =>
        new ComparatorSystem("direct", new ProviderSink(), new Dictionary<string, string>(StringComparer.Ordinal)).StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        foreach (var one in owned)
        {
            await one.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task<ComparatorSystem> StartAsync()
    {
        await process.StartAsync();
        await process.WaitUntilHealthyAsync(url);
        return this;
    }
}
