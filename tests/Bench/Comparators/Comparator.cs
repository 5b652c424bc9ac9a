using Relay.Bench.Comparators.Bare;

namespace Relay.Bench.Comparators;

/// <summary>
/// A comparator, run as a separate process: the bench's own program, with these variables in its environment.
/// </summary>
/// <param name="Providers">The base of both APIs.</param>
/// <param name="Listen">The address for webhooks.</param>
internal sealed record Comparator(Uri Providers, string Listen)
{
    /// <summary>Names the comparator: <c>bare</c> or <c>direct</c>.</summary>
    public const string NameVariable = "BENCH_COMPARATOR";

    public const string ProvidersVariable = "BENCH_PROVIDERS";
    public const string ListenVariable = "BENCH_LISTEN";
    public const string BrokerVariable = "BENCH_RABBITMQ";
    public const string TelegramDatabaseVariable = "BENCH_POSTGRES_TELEGRAM";
    public const string WahelpDatabaseVariable = "BENCH_POSTGRES_WAHELP";

    /// <summary>Calls in flight, as in the relay by default.</summary>
    public const int Concurrency = 64;

    /// <summary>Runs as a comparator if the environment says so.</summary>
    /// <returns>False if this is the bench itself.</returns>
    public static async Task<bool> RunIfNamedAsync()
    {
        if (Environment.GetEnvironmentVariable(NameVariable) is not { Length: > 0 } name)
        {
            return false;
        }

        var comparator = new Comparator(new Uri(Variable(ProvidersVariable)), Variable(ListenVariable));
        await (name == "bare"
            ? BareRelay.RunAsync(comparator, Variable(BrokerVariable), Variable(TelegramDatabaseVariable), Variable(WahelpDatabaseVariable))
            : DirectScript.RunAsync(comparator));
        return true;
    }

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
