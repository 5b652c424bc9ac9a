using Relay.Contracts.Wahelp;
using Relay.Delivery.Messages;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>Records which messages the gateway was informed of, and checks that everybody got what is due.</summary>
internal sealed class Ledger(FakeDatabase database)
{
    private readonly Dictionary<string, HashSet<Written>> sources = new(StringComparer.Ordinal);
    private readonly List<(string Body, Written Written, string Text)> due = [];
    private readonly Dictionary<string, Written> deletions = new(StringComparer.Ordinal);

    /// <summary>A manager's text: if it is new to the gateway, the client reads it, or somebody is told.</summary>
    public void Came(Written written, string body)
    {
        MayCome(written, body);
        if (written.Told != written.Text)
        {
            due.Add((body, written, written.Text));
            written.Told = written.Text;
        }
    }

    /// <summary>Evidence of a message that need not bring it.</summary>
    public void MayCome(Written written, string? body)
    {
        if (body is not null)
        {
            (sources.TryGetValue(body, out var of) ? of : sources[body] = []).Add(written);
        }
    }

    /// <summary>A message's deletion.</summary>
    public void WasDeleted(Written written, string body) => deletions[body] = written;

    /// <summary>What people were told, for the message of a fault.</summary>
    public string Told() => string.Join("; ", database.DoubtsTold.Select(text => $"doubt «{text}»").Concat(database.Told.Select(notice => notice.Cause)));

    /// <summary>What went wrong; null if nothing.</summary>
    public string? Fault(IReadOnlyList<Written> channel)
    {
        if (database.Confirmed.Exists(id => !channel.Any(one => one.Ours == id)))
        {
            return "settled what did not arrive";
        }

        var relayed = (from intake in database.Accepted
                       let reply = intake.Publish as OperatorReplied
                       where reply is { IsDeletion: false }
                       select new Read(intake.Raw!, reply.Text)).ToList();
        var letters = database.Accepted.Select(intake => intake.Dead?.Raw).OfType<string>().ToList();
        return relayed.Select(one => NotManagers(one) ?? OfOneTooOften(one, relayed) ?? TooOften(one.Text, relayed, channel))
            .Concat(due.Select(one => Lost(one, relayed, letters, channel)))
            .Append(OutOfOrder(relayed))
            .Concat(database.Accepted.Select(WrongChange))
            .FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Null if an edit or a deletion names the message that it changes, by the first version that the client reads.</summary>
    private string? WrongChange(Intake intake)
    {
        if (intake.Publish is not OperatorReplied { Original: { } original } change)
        {
            return intake.Publish is OperatorReplied { IsEdit: true } ? "an edit names no message" : null;
        }

        var first = database.Accepted.Find(other => other.MessageId == original);
        var of = first?.Publish is OperatorReplied { Original: null } reply && reply.Lane == change.Lane ? sources.GetValueOrDefault(first.Raw!) : null;
        var isSame = of is not null
            && (change.IsDeletion ? deletions.TryGetValue(intake.Raw!, out var deleted) && of.Contains(deleted) : of.Overlaps(sources[intake.Raw!]));
        return isSame ? null : $"a change of another message: «{change.Text}»";
    }

    /// <summary>Null if a manager wrote it.</summary>
    private string? NotManagers(Read read) =>
        sources.TryGetValue(read.Body, out var of) && of.Any(one => one.Ours is null) ? null : $"the client reads own words: «{read.Text}»";

    /// <summary>Null if the client reads no text of a message more often than the message had it.</summary>
    private string? OfOneTooOften(Read read, List<Read> relayed)
    {
        var of = sources[read.Body];
        var times = relayed.Count(one => one.Text == read.Text && sources[one.Body].SetEquals(of));
        return times <= of.Where(one => one.Ours is null).Sum(one => one.Times(read.Text))
            ? null
            : $"of one message the client reads «{read.Text}» {times} times";
    }

    private static string? TooOften(string text, List<Read> relayed, IReadOnlyList<Written> channel)
    {
        var times = relayed.Count(one => one.Text == text);
        var written = channel.Where(one => one.Ours is null).Sum(one => one.Times(text));
        return times <= written ? null : $"«{text}» was written {written} times by the manager, and read {times} times";
    }

    /// <summary>Null if the webhooks' messages are read in order.</summary>
    private string? OutOfOrder(List<Read> relayed)
    {
        var places = due.Select((one, place) => (one.Body, Place: place)).GroupBy(one => one.Body).Where(of => of.Count() == 1).ToDictionary(
            of => of.Key, of => of.First().Place);
        var read = relayed.Where(one => places.ContainsKey(one.Body)).ToList();
        return read.Zip(read.Skip(1)).Where(pair => places[pair.First.Body] > places[pair.Second.Body])
            .Select(pair => $"«{pair.First.Text}» is read before «{pair.Second.Text}»").FirstOrDefault();
    }

    /// <summary>Null if the client reads it, or it is a dead letter and somebody was told.</summary>
    private string? Lost((string Body, Written Written, string Text) one, List<Read> relayed, List<string> letters, IReadOnlyList<Written> channel)
    {
        if (database.Told.Exists(notice => notice.Cause == "same_words") && channel.Any(ours => ours.Ours is not null && ours.Text == one.Text))
        {
            return null; // the one case in which the text decides
        }

        var isTold = database.DoubtsTold.Contains(one.Text) || database.Told.Exists(notice => notice.Cause == "unknown_change");
        var found = relayed.Count(read => read.Body == one.Body) + (isTold ? letters.Count(letter => letter == one.Body) : 0);
        return found >= due.Count(other => other.Body == one.Body) || WasToldBefore(one, relayed, letters) ? null : $"«{one.Text}» was lost in silence";
    }

    /// <summary>True if its text is again one that the client reads or a letter holds; the text in between is a letter.</summary>
    private bool WasToldBefore((string Body, Written Written, string Text) one, List<Read> relayed, List<string> letters)
    {
        var of = letters.FindAll(letter => sources.TryGetValue(letter, out var written) && written.Count == 1 && written.Contains(one.Written));
        return of.Count > 0
            && (of.Exists(letter => letter.Contains($"\"{one.Text}\"", StringComparison.Ordinal))
                || relayed.Exists(read => read.Text == one.Text && sources[read.Body].Contains(one.Written)));
    }

    private sealed record Read(string Body, string Text);
}
