using Relay.Bench.Load;
using Relay.Bench.Measuring;
using Relay.Bench.Reporting;
using Relay.Bench.Systems;

namespace Relay.Bench.Experiments;

/// <summary>
/// E9: files. From a client: until the manager has opened the link; from a manager: until the client's chat has the upload. Measured are the throughput
/// of a backlog each way, the services' memory meanwhile, and the texts of other clients while files move both ways at once.
/// </summary>
internal sealed class Files(Workbench bench)
{
    private const int Clients = 900;
    private const int Lanes = 100;
    private const int TextsPerSecond = 20;
    private const int Seconds = 10;
    private const int MostFilesPerSecond = Clients - TextsPerSecond;
    private const double Megabyte = 1_000_000;
    private const string Services = "the services";
    private const string Database = "PostgreSQL";
    private const string Providers = "the bench, as providers and manager";
    private static readonly (string Name, int Bytes, int Count)[] Sizes = [("100 kB", 100_000, 400), ("5 MB", 5_000_000, 16)];

    private readonly Samples samples = new();

    public async Task RunAsync()
    {
        var cache = Directory.CreateTempSubdirectory("relay-bench-");
        try
        {
            await using var relay = await RelaySystem.StartAsync(
                "relay", Clients, environment: new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_FILES_CACHE"] = cache.FullName });
            await WarmUpAsync(relay);
            for (var pair = 1; pair <= bench.Options.Pairs; pair++)
            {
                await MeasureAsync(relay, pair);
            }

            Tell(relay);
            bench.Checks.LookAtEnd(relay);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private async Task WarmUpAsync(RelaySystem relay)
    {
        await Throughput.WarmUpAsync(bench, [relay]);
        foreach (var way in Ways.All)
        {
            await Flow.RunAsync(relay, new Plan(way, Lanes, Lanes) { Files = FileMix.All(Sizes[0].Bytes) }, bench.Checks);
        }
    }

    private async Task MeasureAsync(RelaySystem relay, int pair)
    {
        foreach (var (size, bytes, count) in Sizes)
        {
            await WithMemoryAsync(relay, Backlog(size), async () =>
            {
                foreach (var way in Ways.All)
                {
                    await MeasureBacklogAsync(relay, size, new Plan(way, count, Math.Min(count, Lanes)) { Files = FileMix.All(bytes) });
                }
            });
            await MeasureTextsAsync(relay, Alone(size), TextsAlone);
            await MeasureTextsAsync(relay, Slow(size), way => TextsBeside(way, bytes, Megabyte / bytes));
            await WithMemoryAsync(relay, Full(size), () => MeasureTextsAsync(
                relay, Full(size), way => TextsBeside(way, bytes, Math.Clamp(Math.Round(samples.Of(way + size)[^1]), 1, MostFilesPerSecond))));
            var files = Ways.All.Select(way => $"{way} {samples.Of(way + size)[^1]:0.0}/s");
            var texts = new[] { Alone(size), Slow(size), Full(size) }.Select(load => $"{load} {samples.Of(Ways.All[0] + load)[^1]:0.0} ms");
            Workbench.Say($"E9 {pair}, {size}: {string.Join(", ", files)}; text p50 {string.Join(", ", texts)}");
        }
    }

    private async Task MeasureBacklogAsync(RelaySystem relay, string size, Plan plan)
    {
        await Meter.RestAsync(relay);
        var before = await bench.Meter.ReadAsync(relay);
        var traffic = await Flow.RunAsync(relay, plan, bench.Checks);
        var used = (await bench.Meter.ReadAsync(relay)).Since(before);
        samples.Add(plan.Way + size, traffic.PerSecond);
        samples.Add(plan.Way + size + "MB", traffic.FileBytes / traffic.Duration.TotalSeconds / Megabyte);
        foreach (var (what, seconds) in new[] { (Services, used.System), (Database, used.Database), (Providers, used.Bench) })
        {
            samples.Add(plan.Way + size + what, seconds * 1000 / plan.Messages);
        }
    }

    private static Plan TextsAlone(Direction way) => new(way, TextsPerSecond * Seconds, Clients) { PerSecond = TextsPerSecond };

    /// <summary>Texts at the usual rate, with files of other clients among them.</summary>
    private static Plan TextsBeside(Direction way, int bytes, double filesPerSecond)
    {
        var seconds = filesPerSecond < 1 ? 1 / filesPerSecond : 1; // of a round
        var texts = (int)Math.Round(TextsPerSecond * seconds);
        var round = texts + (int)Math.Round(filesPerSecond * seconds);
        var rounds = Math.Max(1, (int)(Seconds / seconds));
        return new Plan(way, round * rounds, round * (Clients / round)) { PerSecond = round / seconds, Files = new FileMix(bytes, texts, round) };
    }

    /// <summary>Both ways at once.</summary>
    private async Task MeasureTextsAsync(RelaySystem relay, string load, Func<Direction, Plan> planOf)
    {
        await Meter.RestAsync(relay);
        foreach (var traffic in await Task.WhenAll(Ways.All.Select(way => Flow.RunAsync(relay, planOf(way), bench.Checks))))
        {
            var latencies = traffic.Latencies(client => traffic.Plan.Files?.IsFile(client) != true);
            samples.Add(traffic.Plan.Way + load, Percentiles.At(latencies, .5));
            samples.Add(traffic.Plan.Way + load + "p95", Percentiles.At(latencies, .95));
            samples.Add(traffic.Plan.Way + load + "MB", traffic.FileBytes / traffic.Duration.TotalSeconds / Megabyte);
        }
    }

    private async Task WithMemoryAsync(RelaySystem relay, string load, Func<Task> run)
    {
        var peak = new PeakMemory(relay);
        await using (peak)
        {
            await run();
        }

        foreach (var (service, bytes) in peak.Peaks)
        {
            samples.Add(service + load, bytes / (1024.0 * 1024));
        }
    }

    private void Tell(RelaySystem relay)
    {
        foreach (var (size, _, _) in Sizes)
        {
            foreach (var way in Ways.All)
            {
                bench.Report.Add(new Figure("E9", $"{way.Words()}: files of {size}", "/s", samples.Of(way + size))
                {
                    Beside =
                    [
                        Figure.Aside("bytes", "MB/s", samples.Of(way + size + "MB")),
                        .. new[] { Services, Database, Providers }.Select(what => Figure.Aside($"CPU a file: {what}", "ms", samples.Of(way + size + what))),
                    ],
                });
            }
        }

        foreach (var (size, _, _) in Sizes)
        {
            TellTexts(Slow(size), Alone(size), Target.AtMost(1.3));
            TellTexts(Full(size), Alone(size), target: null);
        }

        foreach (var load in Sizes.SelectMany(size => new[] { Backlog(size.Name), Full(size.Name) }))
        {
            TellMemory(relay, load);
        }
    }

    private void TellTexts(string load, string alone, Target? target)
    {
        foreach (var way in Ways.All)
        {
            bench.Report.Add(new Figure("E9", $"{way.Words()}: text p50, {load} ÷ alone", "×", samples.Ratio(way + load, way + alone))
            {
                Target = target,
                Beside =
                [
                    Figure.Aside("p50", "ms", samples.Of(way + load)), Figure.Aside("alone", "ms", samples.Of(way + alone)),
                    Figure.Aside("p95", "ms", samples.Of(way + load + "p95")), Figure.Aside("alone", "ms", samples.Of(way + alone + "p95")),
                    Figure.Aside("files", "MB/s", samples.Of(way + load + "MB")),
                ],
            });
        }
    }

    private void TellMemory(RelaySystem relay, string load)
    {
        var services = relay.Parts.Select(part => part.Name).ToList();
        bench.Report.Add(new Figure("E9", $"{services[^1]} at its peak, {load}: private memory", "MB", samples.Of(services[^1] + load))
        {
            Beside = [.. services.SkipLast(1).Select(service => Figure.Aside(service, "MB", samples.Of(service + load)))],
        });
    }

    private static string Backlog(string size) => $"in a backlog of files of {size}";

    private static string Alone(string size) => $"alone before files of {size}";

    private static string Slow(string size) => $"with files of {size} at 1 MB/s each way";

    private static string Full(string size) => $"at full load of files of {size}";
}
