namespace Relay.Sandbox.Telegram;

/// <summary>Disturbs answers of getUpdates. Ids are unchanged, so the offset keeps its meaning.</summary>
internal sealed class Disorder
{
    /// <summary>How many more updates come twice.</summary>
    public int Doubled { get; set; }

    /// <summary>How many more answers (of two updates or more) come in reverse order.</summary>
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
