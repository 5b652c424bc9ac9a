using System.Globalization;

namespace Relay.Bench;

/// <summary>How much is measured. Bounded, so that a run ends by itself.</summary>
/// <param name="Messages">Messages of a burst, in each direction.</param>
/// <param name="Clients">Clients that they are of.</param>
/// <param name="Singles">Messages sent one by one, for the latency of an idle relay.</param>
internal sealed record Sizes(int Messages, int Clients, int Singles)
{
    private const int AtMost = 200_000;

    /// <returns>Null where the arguments make no sense.</returns>
    public static Sizes? Parse(string[] args)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal) { ["--messages"] = 5_000, ["--clients"] = 200, ["--singles"] = 300 };
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!values.ContainsKey(args[i]) || i + 1 == args.Length
                || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value is < 1 or > AtMost)
            {
                return null;
            }

            values[args[i]] = value;
        }

        return new Sizes(values["--messages"], values["--clients"], values["--singles"]);
    }
}
