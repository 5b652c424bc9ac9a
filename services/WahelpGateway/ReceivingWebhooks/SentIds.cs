using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Compares the ids of an event with those kept of our messages. Equal values are the same id if the account has shown that these two names agree, or
/// if text and time are the same too; under one name they may be. Ids of echoes are kept apart.
/// </summary>
internal static class SentIds
{
    /// <summary>The key of an event without an id: a repeat of it is not another copy.</summary>
    private const string WithoutId = "event:";

    /// <summary>All keys by which a message of ours may claim the event.</summary>
    public static IReadOnlyList<string> Keys(JudgedMessage message) =>
        [
            .. Candidates(message).Select(candidate => candidate.Key), .. message.Ids.Select(Bare), .. Met(message, Source.Webhook),
            .. Met(message, Source.History), .. Likely(message), WithoutId + message.Id, DoubtOf(message),
        ];

    /// <summary>
    /// What is kept of a message of ours that the event is the echo of, by its ids. Not as the answer's ids are: an event's would say of themselves
    /// that they agree. A repeat of an event that was known by its words is known by no more than that.
    /// </summary>
    public static IReadOnlyList<string> ToKeep(SentMessage ours, JudgedMessage message, Facts facts) =>
        message.Ids.Count == 0 ? [WithoutId + message.Id]
        : IsKnownByWords(ours, message, facts) ? ToKeepByWords(message)
        : [.. Met(message, message.Source)];

    private static bool IsKnownByWords(SentMessage ours, JudgedMessage message, Facts facts) =>
        Likely(message).Any(ours.Ids.Contains) && !Met(message, message.Source).Any(ours.Ids.Contains) && !Common(ours, message, facts).Any();

    /// <summary>The same, if only its text shows that: with another text it is in doubt again, because a manager may have edited it.</summary>
    public static IReadOnlyList<string> ToKeepByWords(JudgedMessage message) => message.Ids.Count > 0 ? [.. Likely(message)] : [WithoutId + message.Id];

    /// <summary>The keys of a message of ours that the event may be the echo of.</summary>
    public static string DoubtOf(JudgedMessage message) => $"{DoubtsOf(message.Source)}{message.Id}";

    public static string DoubtsOf(Source source) => $"doubt:{source}:";

    /// <summary>The key that the one echo of an answered send takes.</summary>
    public static string CopyOf(SentMessage ours, Source source) => $"{CopiesOf(source)}{ours.Message.MessageId}";

    public static string CopiesOf(Source source) => $"copy:{source}:";

    /// <summary>True if the event is about this message, false if not; null if it may be.</summary>
    /// <param name="sameWords">Null if the message's text is no longer kept.</param>
    /// <param name="ofItsTime">True if the event came just when it was sent: the same number and text at another time may be an accident.</param>
    public static bool? Match(SentMessage ours, JudgedMessage message, bool? sameWords, bool ofItsTime, Facts facts)
    {
        var pairs = Common(ours, message, facts).ToList();
        if (ours.Ids.Contains(WithoutId + message.Id)
            || Met(message, message.Source).Any(ours.Ids.Contains)
            || (sameWords != false && Likely(message).Any(ours.Ids.Contains))
            || pairs.Exists(pair => (sameWords == true && ofItsTime) || facts.Know(Facts.SameIds(pair.Sent, message.Source, pair.Met)))
            || (sameWords == true && ofItsTime && Met(message, message.Source == Source.Webhook ? Source.History : Source.Webhook).Any(ours.Ids.Contains)))
        {
            return true;
        }

        // A number may be another object's number by accident, but hardly for the same client.
        var mayBe = ours.Message.SentTo is null || message.Phone is null || ours.Message.SentTo == message.Phone;
        return !mayBe ? false
            : message.Ids.Any(id => ours.Ids.Contains(Bare(id))) ? true
            : Likely(message).Any(ours.Ids.Contains) ? null
            : !pairs.Exists(pair => pair.Sent == pair.Met || sameWords == true) ? false
            : sameWords is null ? true
            : null;
    }

    /// <summary>The names under which both have the same id, without those that identify no message.</summary>
    public static IEnumerable<(string Sent, string Met)> Common(SentMessage ours, JudgedMessage message, Facts facts) =>
        from candidate in Candidates(message)
        where ours.Ids.Contains(candidate.Key) && !facts.Know(Facts.NamesNoMessage(candidate.Sent))
        select (candidate.Sent, candidate.Met);

    /// <summary>True if the event's ids would be the same if it were about this message: the account has shown that they agree.</summary>
    public static bool WouldTell(SentMessage ours, JudgedMessage message, Facts facts) =>
        (from sent in ours.Ids.Select(MessageNames.NameOf)
         where !facts.Know(Facts.NamesNoMessage(sent))
         from id in message.Ids
         select Facts.SameIds(sent, message.Source, MessageNames.NameOf(id))).Any(facts.Know);

    private static IEnumerable<string> Met(JudgedMessage message, Source source) => message.Ids.Select(id => ForeignId.Of($"{source}:{id}"));

    private static IEnumerable<string> Likely(JudgedMessage message) => message.Ids.Select(id => ForeignId.Of($"likely:{message.Source}:{id}"));

    /// <summary>As earlier versions kept it, without a name.</summary>
    private static string Bare(string id) => ForeignId.Of(MessageNames.ValueOf(id));

    private static IEnumerable<(string Key, string Sent, string Met)> Candidates(JudgedMessage message) =>
        from id in message.Ids
        from name in MessageNames.All
        select (ForeignId.Of(MessageNames.Of(name, MessageNames.ValueOf(id))), name, MessageNames.NameOf(id));
}
