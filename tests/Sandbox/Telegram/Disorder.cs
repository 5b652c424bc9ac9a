namespace Relay.Sandbox.Telegram;

/// <summary>What a bad day does to an answer of getUpdates. Ids are left alone, so the offset still means what it says.</summary>
internal sealed class Disorder
{
    /// <summary>How many updates still come twice.</summary>
    public int Doubled { get; set; }

    /// <summary>How many answers (of two updates or more) still come in reverse order.</summary>
    public int Shuffled { get; set; }

    public IReadOnlyList<Update> Apply(List<Update> batch)
    {
        if (Doubled > 0)
        {
            var twice = batch.GetRange(0, Math.Min(Doubled, batch.Count));
            Doubled -= twice.Count;
            batch.AddRange(twice);
        }

        if (Shuffled > 0 && batch.Count > 1)
        {
            Shuffled--;
            batch.Reverse();
        }

        return batch;
    }
}
