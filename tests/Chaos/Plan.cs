using System.Globalization;

namespace Relay.Chaos;

/// <summary>The plan of a soak. Bounded, so that it ends by itself.</summary>
/// <param name="Seed">The same seed gives the same faults in the same order; their timing depends on the machine.</param>
/// <param name="Duration">How long messages are written and things break.</param>
/// <param name="Messages">Messages each way, spread over the duration.</param>
/// <param name="Clients">The number of clients.</param>
public sealed record Plan(int Seed, TimeSpan Duration, int Messages, int Clients = 100)
{
    /// <summary>So many things break at least, even if the first ones last long: then the last ones come after <see cref="Duration"/>.</summary>
    public const int LeastFaults = 10;

    private static readonly TimeSpan LongestSpell = TimeSpan.FromSeconds(100);
    private const int Minutes = 10;
    private const int MostMinutes = 24 * 60;
    private const int MostMessages = 1_000_000;

    /// <summary>Messages of each client, each way.</summary>
    public int Each => Math.Max(1, Messages / Clients);

    /// <summary>How often busy and quiet periods alternate.</summary>
    public int Spells => Math.Clamp((int)(Duration / LongestSpell), 3, Math.Max(3, Each));

    /// <returns>Null if the arguments are invalid.</returns>
    public static Plan? Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["--seed"] = Random.Shared.Next(),
            ["--minutes"] = Minutes,
            ["--messages"] = 1000 * Minutes,
        };
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (!values.ContainsKey(arguments[i]) || i + 1 == arguments.Count
                || !int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            values[arguments[i]] = value;
        }

        return values["--minutes"] is < 1 or > MostMinutes || values["--messages"] is < 1 or > MostMessages
            ? null
            : new Plan(values["--seed"], TimeSpan.FromMinutes(values["--minutes"]), values["--messages"]);
    }
}
