namespace Relay.Harness.Checking;

/// <summary>One direction: the outside's view, compared with the marks in the receiver's table.</summary>
/// <param name="Account">What both providers saw.</param>
/// <param name="Failed">Messages that failed and whose outcome was announced.</param>
/// <param name="Held">Messages that wait for a known reason.</param>
/// <param name="Lost">Accepted, not arrived, and neither failed nor held.</param>
/// <param name="Marked">Messages whose row is marked <c>maybe_duplicate</c>.</param>
/// <param name="UnmarkedDoubles">Messages that arrived more than once although their row is not marked.</param>
public sealed record Verdict(
    Account Account,
    IReadOnlyCollection<Numbered> Failed,
    IReadOnlyCollection<Numbered> Held,
    IReadOnlyCollection<Numbered> Lost,
    IReadOnlyCollection<Numbered> Marked,
    IReadOnlyCollection<Numbered> UnmarkedDoubles)
{
    private const int Named = 10;

    /// <summary>Compares the outside's account with the receiver's rows.</summary>
    public static Verdict Of(Account account, IReadOnlyCollection<BookedMessage> booked)
    {
        var failed = booked.Where(row => row is { State: "failed", Told: true }).Select(row => row.Message).ToHashSet();
        var held = booked.Where(row => row is { State: "held", Told: true }).Select(row => row.Message).ToHashSet();
        var marked = booked.Where(row => row.Marked).Select(row => row.Message).ToHashSet();
        return new Verdict(
            account, failed, held, [.. account.Missing.Where(message => !failed.Contains(message) && !held.Contains(message))], marked,
            [.. account.Doubled.Where(message => !marked.Contains(message))]);
    }

    /// <summary>Violations of the promise, in words; empty if it holds.</summary>
    public IEnumerable<string> Violations()
    {
        foreach (var (what, messages) in new[] { ("lost", Lost), ("reordered", Account.Reordered), ("doubled without a mark", UnmarkedDoubles) })
        {
            if (messages.Count > 0)
            {
                var some = messages.Take(Named).Select(message => $"{message.Phone[^4..]} #{message.Number}");
                yield return $"{Account.Direction}: {messages.Count} {what}: {string.Join(", ", some)}{(messages.Count > Named ? " …" : "")}";
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{Account.Direction}: accepted {Account.Accepted.Count}, delivered {Account.Delivered.Count}, held {Held.Count}, failed {Failed.Count}, "
        + $"lost {Lost.Count}, reordered {Account.Reordered.Count}, doubled {Account.ExtraCopies}, marked {Marked.Count}, "
        + $"doubtful sends {Account.DoubtfulSends}";
}
