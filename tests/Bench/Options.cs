using System.Globalization;

namespace Relay.Bench;

/// <summary>The options of a run. Bounded, so that it ends by itself.</summary>
internal sealed record Options
{
    public const string Usage = "Usage: ./relay bench [--only E1,E3] [--pairs N] [--messages N] [--out FOLDER]   (E1 to E9; 5 pairs; 20000 messages)";

    private const int MostPairs = 50;
    private const int MostMessages = 1_000_000;

    private static readonly string[] All = ["E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9"];

    /// <summary>The experiments.</summary>
    public IReadOnlyList<string> Experiments { get; private init; } = All;

    /// <summary>How often each comparison is made.</summary>
    public int Pairs { get; private init; } = 5;

    /// <summary>Messages of a backlog.</summary>
    public int Messages { get; private init; } = 20_000;

    /// <summary>The folder for table, plot and JSON; null to print only.</summary>
    public string? Out { get; private init; }

    /// <summary>True if not everything is measured: then slow experiments may be repeated.</summary>
    public bool IsSelection => Experiments.Count < All.Length;

    /// <returns>Null if the arguments are invalid.</returns>
    public static Options? Parse(string[] args)
    {
        var options = new Options();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var next = args[i] switch
            {
                "--only" => options with { Experiments = [.. value.ToUpperInvariant().Split(',')] },
                "--pairs" => Number(value, MostPairs) is { } pairs ? options with { Pairs = pairs } : null,
                "--messages" => Number(value, MostMessages) is { } messages ? options with { Messages = messages } : null,
                "--out" when value.Length > 0 => options with { Out = value },
                _ => null,
            };
            if (next is null || next.Experiments.Except(All, StringComparer.Ordinal).Any())
            {
                return null;
            }

            options = next;
        }

        return options;
    }

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most ? value : null;
}
