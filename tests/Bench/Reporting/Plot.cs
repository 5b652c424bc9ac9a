using Relay.Bench.Load;

namespace Relay.Bench.Reporting;

/// <summary>The picture of a run: throughput beside the comparators', and latency by rate.</summary>
internal sealed class Plot(Report report)
{
    private const int Width = 960;
    private const int Height = 400;
    private const int Top = 84;
    private const int Bottom = 340;
    private const int BarsLeft = 64;
    private const int BarsWidth = 230;
    private const int CurvesLeft = 430;
    private const int CurvesWidth = 200;
    private const int CurvesApart = 270;
    private const double Clipped = 1.3;
    private const int LabelHeight = 13;
    private const double LeastMillis = 1;
    private const double MostMillis = 1000;
    private static readonly (string Name, string Colour)[] Systems = [("relay", "#1769aa"), ("bare", "#8aa4b8"), ("direct", "#d3dce4")];
    private static readonly (string Name, string Colour)[] Curves = [("p50", "#1769aa"), ("p95", "#d98324"), ("p99", "#b3392f")];
    private static readonly int[] Rates = [20, 100, 300];

    private readonly Svg svg = new(Width, Height);

    public string Draw()
    {
        svg.Text(24, 30, "Throughput of a backlog, messages/s", bold: true, size: 15);
        Bars();
        svg.Text(CurvesLeft - 46, 30, "Latency, written → at the provider", bold: true, size: 15);
        for (var i = 0; i < Ways.All.Count; i++)
        {
            Latencies(Ways.All[i], CurvesLeft + (i * CurvesApart), isFirst: i == 0);
        }

        svg.Text(
            24, Height - 12,
            $"{report.Setting.At:yyyy-MM-dd}, everything on {report.Setting.Cores} cores; medians of {report.Setting.Pairs} interleaved runs, "
                + "lines from least to most.", size: 12, colour: Svg.Faint);
        return svg.ToString();
    }

    private Figure? Find(string experiment, string what) => report.Figures.FirstOrDefault(figure => figure.Experiment == experiment && figure.What == what);

    /// <summary>A comparator's figure stands beside the relay's.</summary>
    private Figure? Find(string experiment, string what, string other) => Find(experiment, what)?.Beside.FirstOrDefault(figure => figure.What == other);

    private Figure? Rate(Direction way, string system) => system == Systems[0].Name
        ? Find("E1", $"{way.Words()}: {system}")
        : Find("E1", $"{way.Words()}: {Systems[0].Name} ÷ {system}", system);

    private void Bars()
    {
        var most = Clipped * Ways.All.SelectMany(way => Systems.SkipLast(1).Select(system => Rate(way, system.Name)?.Max ?? 0)).Append(1).Max();
        for (var w = 0; w < Ways.All.Count; w++)
        {
            var y = Top + (w * 132);
            svg.Text(24, y - 10, Ways.All[w].Words());
            for (var s = 0; s < Systems.Length; s++)
            {
                if (Rate(Ways.All[w], Systems[s].Name) is { } figure)
                {
                    Bar(figure, Systems[s], y + (s * 32), BarsWidth / most);
                }
            }
        }
    }

    /// <summary>The script's bar is cut because it is so much longer: the others must be visible.</summary>
    private void Bar(Figure figure, (string Name, string Colour) system, double y, double perMessage)
    {
        var isCut = figure.Max * perMessage > BarsWidth;
        var end = isCut ? BarsWidth : figure.Max * perMessage;
        svg.Text(BarsLeft - 6, y + 16, system.Name, "end");
        svg.Rectangle(BarsLeft, y, Math.Min(BarsWidth, figure.Median * perMessage), 22, system.Colour);
        if (isCut)
        {
            svg.Line(BarsLeft + BarsWidth - 18, y + 25, BarsLeft + BarsWidth - 8, y - 3, "#ffffff", 4);
        }
        else
        {
            svg.Line(BarsLeft + (figure.Min * perMessage), y + 11, BarsLeft + end, y + 11, Svg.Ink, 1.5);
        }

        svg.Text(BarsLeft + end + 6, y + 16, Numbers.Text(figure.Median));
    }

    private void Latencies(Direction way, int left, bool isFirst)
    {
        svg.Text(left, Top - 26, way.Words());
        foreach (var millis in new[] { 1, 10, 100, 1000 })
        {
            svg.Line(left, Y(millis), left + CurvesWidth, Y(millis), "#e4e7eb");
            svg.Text(left - 6, Y(millis) + 4, isFirst ? $"{millis} ms" : $"{millis}", "end", 12, Svg.Faint);
        }

        for (var i = 0; i < Rates.Length; i++)
        {
            svg.Text(X(left, i), Bottom + 20, $"{Rates[i]}/s", "middle", 12);
        }

        var ends = new List<(double Y, string Name, string Colour)>();
        Curve(left, "bare", "p50", Svg.Faint, i => Find("E2", $"{way.Words()}, {Rates[i]}/s: relay p50", "bare"), ends);
        foreach (var (name, colour) in Curves)
        {
            Curve(left, "relay", name, colour, i => Find("E2", $"{way.Words()}, {Rates[i]}/s: relay {name}"), ends);
        }

        var free = 0.0;
        foreach (var (y, name, colour) in ends.OrderBy(end => end.Y))
        {
            svg.Text(X(left, Rates.Length - 1) + 8, Math.Max(y, free) + 4, name, size: 12, colour: colour);
            free = Math.Max(y, free) + LabelHeight;
        }
    }

    private void Curve(int left, string system, string name, string colour, Func<int, Figure?> at, List<(double Y, string Name, string Colour)> ends)
    {
        var figures = Enumerable.Range(0, Rates.Length).Select(i => (X: X(left, i), Figure: at(i))).Where(point => point.Figure is not null).ToList();
        if (figures.Count == 0)
        {
            return;
        }

        svg.Path(figures.Select(point => (point.X, Y(point.Figure!.Median))), colour, dashed: system != "relay");
        foreach (var (x, figure) in figures)
        {
            svg.Line(x, Y(figure!.Min), x, Y(figure.Max), colour, 1.2);
            svg.Dot(x, Y(figure.Median), colour);
        }

        ends.Add((Y(figures[^1].Figure!.Median), system == "relay" ? name : $"{system} {name}", colour));
    }

    private static double X(int left, int rate) => left + 20 + (rate * (CurvesWidth - 40) / (Rates.Length - 1.0));

    /// <summary>Logarithmic, from 1 ms to 1 s.</summary>
    private static double Y(double millis) =>
        Bottom - ((Bottom - Top) * Math.Log10(Math.Clamp(millis, LeastMillis, MostMillis) / LeastMillis) / Math.Log10(MostMillis / LeastMillis));
}
