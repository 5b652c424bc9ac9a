using Relay.Contracts;

namespace Relay.Delivery.Tests.Lanes;

/// <content>What the clients' chats show in the end.</content>
internal sealed partial class Ledger
{
    /// <summary>Messages that a chat shows otherwise than their last version says, although nobody was told.</summary>
    public IEnumerable<string> ChatProblems() => Accepted.Values
        .SelectMany(lane => lane.GroupBy(id => OriginalOf(Letters[id])))
        .Where(versions => !versions.Any(Forgotten.Contains))
        .SelectMany(versions => ChatProblems(versions.Key, [.. versions]).Select(problem => $"{Letters[versions.Key].Text} {problem}"));

    private IEnumerable<string> ChatProblems(Guid original, List<Guid> versions)
    {
        var (shown, last) = (Chat.Of(original), Letters[versions[^1]]);
        var mayHaveCopies = ReceiverWasRestored || versions.Exists(Doubtful.Contains);
        if (Failed.TryGetValue(versions[^1], out var reason))
        {
            return reason == Reasons.NotDeleted && !mayHaveCopies && shown.Count == 0 ? [$"is gone, and the writer was told it is not"] : [];
        }

        if (last.IsDeletion)
        {
            return shown.Count == 0 ? [] : [$"was deleted, is still shown, and nobody was told: {string.Join(", ", shown)}"];
        }

        var texts = Versions.Texts(last).Select((text, place) => (Place: place, Text: text)).ToList();
        var right = shown.Select(one => (one.Place, Text: Versions.Plain(one.Text))).Where(texts.Contains).ToList();
        var missing = texts.Except(right).ToList();
        var old = shown.Where(one => one.CanChange && !texts.Contains((one.Place, Versions.Plain(one.Text)))).ToList();
        return
        [
            .. missing.Select(text => $"does not show {text}"),
            .. mayHaveCopies ? [] : old.Select(one => $"still shows {one}"),
            .. mayHaveCopies || right.Count == right.Distinct().Count() ? Array.Empty<string>() : [$"shows a part twice: {string.Join(", ", shown)}"],
        ];
    }
}
