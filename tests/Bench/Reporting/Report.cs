using System.Text;

namespace Relay.Bench.Reporting;

/// <summary>All figures of a run, in the order of the experiments.</summary>
internal sealed class Report
{
    private readonly List<Figure> figures = [];

    /// <summary>The environment of the measurements.</summary>
    public required Setting Setting { get; init; }

    public IReadOnlyList<Figure> Figures => figures;

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Console.WriteLine(
            $"{figure.Experiment}  {figure.What,-64} {Numbers.Text(figure),-34} {Numbers.Text(figure.Target, figure.Unit),-12} {Verdict(figure),-8} "
                + $"{Numbers.Beside(figure)}");
    }

    /// <summary>The table as Markdown.</summary>
    public string Markdown()
    {
        var text = new StringBuilder().Append(Setting).Append("\n\n");
        foreach (var experiment in figures.GroupBy(figure => figure.Experiment, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("| ").Append(experiment.Key).Append(" | median (least–most) | target | | beside it |\n|---|---|---|---|---|\n");
            foreach (var figure in experiment)
            {
                text.Append(
                    $"| {figure.What} | {Numbers.Text(figure)} | {Numbers.Text(figure.Target, figure.Unit)} | {Verdict(figure)} | {Numbers.Beside(figure)} "
                        + "|\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Verdict(Figure figure) => figure.IsMet switch { true => "met", false => "not met", null => "" };
}

/// <summary>The environment of the measurements.</summary>
/// <param name="Cores">Processors of the machine.</param>
/// <param name="RabbitMq">The broker's version.</param>
/// <param name="PostgreSql">The database server's version.</param>
/// <param name="SynchronousCommit">PostgreSQL's setting.</param>
/// <param name="Pairs">How often each comparison is made.</param>
/// <param name="At">When the run began.</param>
internal sealed record Setting(int Cores, string RabbitMq, string PostgreSql, string SynchronousCommit, int Pairs, DateTimeOffset At)
{
    public override string ToString() =>
        $"{At:yyyy-MM-dd}: servers, services and providers on {Cores} cores; "
            + $"RabbitMQ {RabbitMq}, PostgreSQL {PostgreSql} (synchronous_commit={SynchronousCommit}), .NET {Environment.Version}; {Pairs} pairs, interleaved.";
}
