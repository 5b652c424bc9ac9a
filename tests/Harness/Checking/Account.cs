namespace Relay.Harness.Checking;

/// <summary>The messages of one direction as both providers saw them.</summary>
public sealed record Account
{
    /// <summary>The direction.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Messages whose update was confirmed, or whose webhook was answered 2xx.</summary>
    public required IReadOnlyCollection<Numbered> Accepted { get; init; }

    /// <summary>Messages that arrived, each counted once.</summary>
    public required IReadOnlyCollection<Numbered> Delivered { get; init; }

    /// <summary>Accepted messages that never arrived, including those whose failure was reported: only the tables know that.</summary>
    public required IReadOnlyCollection<Numbered> Missing { get; init; }

    /// <summary>First copies that arrived after a later message of the same client.</summary>
    public required IReadOnlyCollection<Numbered> Reordered { get; init; }

    /// <summary>Messages that arrived more than once.</summary>
    public required IReadOnlyCollection<Numbered> Doubled { get; init; }

    /// <summary>The total of further copies.</summary>
    public required int ExtraCopies { get; init; }

    /// <summary>Sends with an unknown outcome: no answer, a 5xx or an answer that is not the provider's, or a caller that was gone.</summary>
    public int DoubtfulSends => Doubtful.Count;

    /// <summary>The sandbox's records of these sends.</summary>
    public required IReadOnlyCollection<SeenEntry> Doubtful { get; init; }

    /// <summary>Computes the account from all records of the sandbox.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="seen">The whole journal, in its order.</param>
    public static Account Of(Direction direction, IReadOnlyCollection<SeenEntry> seen)
    {
        var accepted = direction == Direction.ToWahelp ? ConfirmedUpdates(seen) : AnsweredWebhooks(seen);
        var arrivals = Arrivals(direction, seen);
        var first = arrivals.Distinct().ToList();
        return new Account
        {
            Direction = direction,
            Accepted = accepted,
            Delivered = first,
            Missing = [.. accepted.Except(first)],
            Reordered = Overtaken(accepted, first, direction == Direction.ToWahelp ? [] : OfferedBefore(seen)),
            Doubled = [.. arrivals.GroupBy(message => message).Where(copies => copies.Count() > 1).Select(copies => copies.Key)],
            ExtraCopies = arrivals.Count - first.Count,
            Doubtful = [.. seen.Where(entry => IsDoubtful(direction, entry))],
        };
    }

    private static List<Numbered> ConfirmedUpdates(IReadOnlyCollection<SeenEntry> seen)
    {
        var written = seen.Where(entry => entry is { What: Seen.UpdateCreated, UpdateId: not null, Chat: not null })
            .ToLookup(entry => entry.UpdateId!.Value);
        return Numbers(Direction.ToWahelp, seen.Where(entry => entry is { What: Seen.UpdateConfirmed, UpdateId: not null })
            .SelectMany(entry => written[entry.UpdateId!.Value].TakeLast(1)));
    }

    private static List<Numbered> AnsweredWebhooks(IReadOnlyCollection<SeenEntry> seen)
    {
        var written = seen.Where(entry => entry is { What: Seen.ManagerWrote, Id: not null }).ToLookup(entry => entry.Id!.Value);
        return Numbers(Direction.ToChats, seen.Where(entry => entry is { What: Seen.WebhookDelivered, Id: not null })
            .SelectMany(entry => written[entry.Id!.Value].TakeLast(1)));
    }

    /// <summary>
    /// Webhooks whose first call failed, with the number of others answered before it. A call without an answer, or with a 5xx, may have been stored all
    /// the same, so it has no order relative to those answered between it and its repeat.
    /// </summary>
    private static Dictionary<Numbered, int> OfferedBefore(IReadOnlyCollection<SeenEntry> seen)
    {
        var written = seen.Where(entry => entry is { What: Seen.ManagerWrote, Id: not null }).ToLookup(entry => entry.Id!.Value);
        var offered = new Dictionary<Numbered, int>();
        var answered = new HashSet<Numbered>();
        foreach (var entry in seen.Where(entry => entry is { What: Seen.WebhookDelivered or Seen.WebhookFailed, Id: not null }))
        {
            foreach (var message in AllNumbers(Direction.ToChats, written[entry.Id!.Value].TakeLast(1)))
            {
                if (entry.What == Seen.WebhookDelivered)
                {
                    answered.Add(message);
                }
                else if (!answered.Contains(message))
                {
                    offered.TryAdd(message, answered.Count);
                }
            }
        }

        return offered;
    }

    private static List<Numbered> Arrivals(Direction direction, IReadOnlyCollection<SeenEntry> seen)
    {
        var what = direction == Direction.ToWahelp ? Seen.WahelpAccepted : Seen.ChatDelivered;
        return [.. AllNumbers(direction, seen.Where(entry => entry.What == what))];
    }

    private static List<Numbered> Numbers(Direction direction, IEnumerable<SeenEntry> entries) => [.. AllNumbers(direction, entries).Distinct()];

    /// <summary>When each message was sent with an unknown outcome.</summary>
    /// <param name="entries">From <see cref="Doubtful"/>.</param>
    public ILookup<Numbered, DateTimeOffset> Messages(IEnumerable<SeenEntry> entries) =>
        AllEntries(Direction, entries).ToLookup(one => one.Message, one => one.At);

    private static IEnumerable<Numbered> AllNumbers(Direction direction, IEnumerable<SeenEntry> entries) =>
        AllEntries(direction, entries).Select(one => one.Message);

    private static IEnumerable<(Numbered Message, DateTimeOffset At)> AllEntries(Direction direction, IEnumerable<SeenEntry> entries) =>
        from entry in entries
        let number = Numbered.NumberOf(direction, entry.Text)
        where number is not null
        select (new Numbered(entry.Phone ?? SandboxClient.PhoneOf(entry.Chat!.Value), number.Value), entry.At);

    /// <summary>Each client's messages must arrive in the order of acceptance, which may differ from that of their numbers.</summary>
    /// <param name="offered">For some of them the earliest possible place.</param>
    private static List<Numbered> Overtaken(List<Numbered> accepted, List<Numbered> first, Dictionary<Numbered, int> offered)
    {
        var places = accepted.Select((message, place) => (message, place)).ToDictionary(pair => pair.message, pair => pair.place);
        var overtaken = new List<Numbered>();
        foreach (var client in first.Where(places.ContainsKey).GroupBy(message => message.Phone, StringComparer.Ordinal))
        {
            var last = -1;
            foreach (var message in client)
            {
                if (places[message] < last)
                {
                    overtaken.Add(message);
                }

                last = Math.Max(last, offered.GetValueOrDefault(message, places[message]));
            }
        }

        return overtaken;
    }

    private static bool IsDoubtful(Direction direction, SeenEntry entry) => direction == Direction.ToWahelp
        ? entry switch
        {
            { What: Seen.SendAbandoned, Detail: not null } => entry.Detail.StartsWith("wahelp.send", StringComparison.Ordinal),
            { What: Seen.WahelpAccepted } => entry.Reason is not null,
            { What: Seen.WahelpRefused } => entry.Status is null or < 300 or >= 500,
            _ => false,
        }
        : entry switch
        {
            { What: Seen.SendAbandoned } => entry.Detail == "telegram.sendMessage",
            { What: Seen.ChatDelivered } => entry.Reason is not null,
            { What: Seen.ChatRefused } => entry.Detail is null && entry.Status is null or < 300 or >= 500,
            _ => false,
        };
}
