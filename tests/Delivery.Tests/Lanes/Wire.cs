using Relay.Contracts.Lanes;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>The broker from the lanes' view: it silently loses, doubles and reorders.</summary>
internal sealed class Wire(Random random)
{
    private readonly double loss = random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 0.4 };
    private readonly double doubling = random.Next(2) * 0.2;
    private readonly List<(object Message, Guid Id)> carried = [];

    /// <summary>True after all faults are over.</summary>
    public bool IsCalm { get; set; }

    public int Count => carried.Count;

    /// <summary>Everything it ever took, lost or not.</summary>
    public int Taken { get; private set; }

    public void Put(object message, Guid id)
    {
        Taken++;
        if (!IsCalm && random.NextDouble() < loss)
        {
            return;
        }

        carried.Add((message, id));
        if (!IsCalm && random.NextDouble() < doubling)
        {
            carried.Add((message, id));
        }
    }

    /// <summary>Delivers any of its messages; keeps it if the consumer dies before the acknowledgement.</summary>
    public (object Message, Guid Id) Take(bool acknowledge)
    {
        var at = random.Next(carried.Count);
        var taken = carried[at];
        if (acknowledge)
        {
            carried.RemoveAt(at);
        }

        return taken;
    }

    /// <summary>Its disk is wiped.</summary>
    public void Wipe() => carried.Clear();

    public static string Name(object message) => message switch
    {
        Letter { Changes: { } changed } letter => $"{letter.Text} ({(letter.IsDeletion ? "deletes" : "edits")} {changed})",
        Letter letter => letter.Text,
        Delivered delivered => $"delivered {delivered.Ids.Count}",
        MessagesMissing missing => $"missing {missing.Lane} {missing.From}-{missing.To}",
        LaneSettled settled => $"settled {settled.Lane} {settled.Settled.Count}+{settled.Unknown.Count}",
        Failed failed => $"failed {failed.Reason}",
        _ => message.GetType().Name,
    };
}
