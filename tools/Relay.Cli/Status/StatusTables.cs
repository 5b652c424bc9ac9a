using Relay.Cli.Output;
using Relay.Delivery.Inspecting;
using Spectre.Console;

namespace Relay.Cli.Status;

/// <summary>A client's messages at one gateway, for people.</summary>
internal static class StatusTables
{
    public static void Show(IAnsiConsole screen, string gateway, ClientStatus status)
    {
        screen.WriteLine($"{gateway}:");
        if (status.Provider is { } why)
        {
            screen.Write(Cells.Text($"NOTHING goes out to the provider: {why}", Color.Red));
            screen.WriteLine();
        }

        ShowIfAny(screen, Lanes(status.Lanes));
        ShowIfAny(screen, Accepted(status.Accepted));
        ShowIfAny(screen, Deliveries(status.Deliveries));
        if (status is { Provider: null, Lanes: [], Accepted: [], Deliveries: [] })
        {
            screen.WriteLine("  nothing of this client");
        }
    }

    private static Table Lanes(IReadOnlyList<LaneStatus> lanes)
    {
        var table = Cells.Table("lane", "waits for", "looked at again (UTC)");
        foreach (var lane in lanes)
        {
            table.AddRow(
                Cells.Text(lane.Lane), Cells.Text(lane.Waits, ColourOf(lane.Waits.Contains("held: ", StringComparison.Ordinal) ? "held" : "")),
                Cells.Utc(lane.LooksAt));
        }

        return table;
    }

    private static Table Accepted(IReadOnlyList<AcceptedStatus> messages)
    {
        var table = Cells.Table("in (UTC)", "text", "outcome", "published", "again (UTC)");
        foreach (var message in messages)
        {
            var outcome = message.Outcome ?? "is not back";
            table.AddRow(
                Cells.Utc(message.AcceptedAt), Cells.Text(Shown(message.Begins)), Cells.Text(outcome, ColourOf(outcome.Split(':')[0])),
                Cells.Number(message.Publishes), Cells.Utc(message.NextPublication));
        }

        return table;
    }

    private static Table Deliveries(IReadOnlyList<DeliveryStatus> messages)
    {
        var table = Cells.Table("out (UTC)", "what", "text", "state", "done (UTC)", "attempts");
        foreach (var message in messages)
        {
            table.AddRow(
                Cells.Utc(message.ReceivedAt), Cells.Text(message.Kind), Cells.Text(Shown(message.Begins)),
                Cells.Text(StateOf(message), ColourOf(message.State)),
                Cells.Utc(message.DoneAt), Cells.Number(message.Attempts));
        }

        return table;
    }

    private static string StateOf(DeliveryStatus message) =>
        message.State + (message.Reason is { } why ? $" ({why})" : "") + (message.MaybeDuplicate ? ", may have come twice" : "")
        + (message.OutcomeTold ? "" : ", the other side is yet to be told");

    private static Color? ColourOf(string state) => state switch
    {
        "delivered" => Color.Green,
        "held" => Color.Yellow,
        "failed" => Color.Red,
        _ => null,
    };

    private static string Shown(string begins) => begins.Length == 0 ? "(no text)" : $"«{begins}»";

    private static void ShowIfAny(IAnsiConsole screen, Table table)
    {
        if (table.Rows.Count > 0)
        {
            screen.Write(table);
        }
    }
}
