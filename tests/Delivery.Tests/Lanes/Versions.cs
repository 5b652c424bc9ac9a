using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>What letters and their changes say, and the steps that show it: a gateway's kinds of messages, made as docs/adr/0019 describes them.</summary>
internal static class Versions
{
    public const string Change = "change";

    private const string Mark = "edited ";

    public static Guid IdOf(string letter) => MessageIds.Of(letter);

    /// <summary>One to three parts, some as a change of the letter leaves them; none for a deletion.</summary>
    public static IReadOnlyList<string> Texts(Letter letter)
    {
        var dice = IdOf(letter.Text).ToByteArray();
        var count = letter.IsDeletion ? 0 : (dice[0] % 8) switch { < 4 => 1, < 7 => 2, _ => 3 };
        return [.. Enumerable.Range(0, count).Select(place => $"{(dice[place + 1] % 3 == 0 ? letter.Changes ?? letter.Text : letter.Text)}:{place}")];
    }

    /// <summary>The text without the mark of something that was sent anew.</summary>
    public static string Plain(string text) => text.StartsWith(Mark, StringComparison.Ordinal) ? text[Mark.Length..] : text;

    /// <summary>True for a first version that was deleted before its first attempt.</summary>
    public static bool IsTakenBack(OutgoingMessage message) => message.Type != Change && Current(message).IsDeletion;

    /// <summary>Who gets a change, and what is shown of its original now.</summary>
    /// <param name="message">The change.</param>
    /// <param name="shown">What chats show.</param>
    /// <param name="reached">Who the client is.</param>
    public static async Task<Recipient> ResolveAsync(OutgoingMessage message, IShownMessages shown, ValueTask<Recipient> reached)
    {
        var letter = message.Read<Letter>();
        var original = await shown.FindAsync(IdOf(letter.Changes!), CancellationToken.None);
        var client = await reached;
        return message.ChangedTo is not null ? new Recipient.Needless()
            : letter.IsDeletion ? ToDelete(message, original)
            : client is Recipient.Known known ? To(known, Steps(message, known.Phone!, original), original) ?? new Recipient.Needless()
            : client;
    }

    public static IReadOnlyList<Part> Compose(OutgoingMessage message, Recipient.Known recipient) => message.Type == Change
        ? Steps(message, recipient.Phone!, recipient.Shown!)
        : [.. Texts(Current(message)).Select((text, place) => new Step(recipient.Phone!, place, text, Changes: null))];

    private static Letter Current(OutgoingMessage message) => MessageJson.Read<Letter>(message.ChangedTo ?? message.Body);

    private static Recipient ToDelete(OutgoingMessage message, ShownMessage original) =>
        To(new Recipient.Known(message.Lane, null), Steps(message, message.Lane, original), original)
            ?? (original.MayHaveArrived ? new Recipient.Failed(Reasons.NotDeleted) : new Recipient.Needless());

    private static Recipient? To(Recipient.Known client, List<Step> steps, ShownMessage original) => steps is [var next, ..]
        ? client with { Shown = original, MayRepeat = next.Changes is not null }
        : null;

    private static List<Step> Steps(OutgoingMessage message, string to, ShownMessage original)
    {
        var letter = message.Read<Letter>();
        var texts = Texts(letter);
        var steps = new List<Step>();
        for (var place = 0; place < texts.Count; place++)
        {
            var text = texts[place];
            var there = original.Parts.Where(part => part.Part == place).ToList();
            var isAnew = original.Message is not { PartsDone: > 0 } sent || place < sent.PartsDone;
            steps.AddRange(there.Count == 0
                ? [new Step(to, place, isAnew ? Mark + text : text, Changes: null)]
                : there.Where(part => Plain(part.Content!) != text).Select(part => new Step(to, place, text, part.ProviderMessageId)));
        }

        return
        [
            .. steps,
            .. original.Parts.Where(part => letter.IsDeletion || part.Part >= texts.Count).OrderBy(part => part.Part == ShownPart.Left)
                .Select(part => new Step(to, part.Part, null, part.ProviderMessageId) { LeavesCopies = original is { MayHaveCopies: true, Parts.Count: 1 } }),
        ];
    }
}
