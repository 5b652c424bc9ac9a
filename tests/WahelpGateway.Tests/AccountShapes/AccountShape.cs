using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>One possible behaviour of a Wahelp account. Nobody knows which one is real.</summary>
internal sealed record AccountShape
{
    private const string Managers = "from_operator";
    private const string Updated = "channel.message.updated";
    private const string DeletedWords = "_Message deleted_";
    private const int FirstNumber = 100;
    private const int ClientsNumber = 5;

    private static readonly string[][] Names = [[], ["id"], ["message_uuid"], ["id", "message_uuid"], ["message_id"]];

    /// <summary>The names of the ids in the answer to a send.</summary>
    public required string[] Answers { get; init; }

    /// <summary>The same in webhooks.</summary>
    public required string[] Webhooks { get; init; }

    /// <summary>False if API sends come back without ids.</summary>
    public required bool EchoesHaveIds { get; init; }

    /// <summary>The direction with which API sends come back; null if they do not.</summary>
    public required string? Echo { get; init; }

    public required bool EchoComesFirst { get; init; }

    public required bool EchoComesTwice { get; init; }

    /// <summary>The distance between the numbers of webhooks and of REST: one message's number may be another's.</summary>
    public required int Offset { get; init; }

    /// <summary>True if answers name no message: all of a client's answers have the same number.</summary>
    public required bool AnswersNameTheClient { get; init; }

    /// <summary>The names of the ids in the history; null if it has none.</summary>
    public required string[]? History { get; init; }

    /// <summary>The direction of API sends in the history.</summary>
    public required string HistoryShowsOursAs { get; init; }

    /// <summary>True if webhooks say when a message was made.</summary>
    public required bool HasTimes { get; init; }

    /// <summary>True if an edit says when it was made.</summary>
    public required bool EditsHaveTimes { get; init; }

    /// <summary>True if a deletion is a change to the replacement text of deleted messages, in webhooks and in the history.</summary>
    public required bool DeletesByWords { get; init; }

    /// <summary>True if an event identifies its message: by an id, a time, or both.</summary>
    public bool NamesMessages => Webhooks.Length > 0 || HasTimes;

    public static AccountShape Draw(Random random) => new()
    {
        Answers = Any(random, Names),
        Webhooks = Any(random, Names),
        EchoesHaveIds = random.Next(3) > 0,
        Echo = Any<string?>(random, [null, "from_operator", "from_operator", "", "from_client"]),
        EchoComesFirst = random.Next(2) == 0,
        EchoComesTwice = random.Next(3) == 0,
        Offset = Any(random, [0, 0, 0, 13, -13, 50_000]),
        AnswersNameTheClient = random.Next(8) == 0,
        History = random.Next(2) == 0 ? null : Any(random, Names),
        HistoryShowsOursAs = Any(random, ["from_client", "from_operator"]),
        HasTimes = random.Next(3) > 0,
        EditsHaveTimes = random.Next(2) == 0,
        DeletesByWords = random.Next(2) == 0,
    };

    /// <summary>
    /// True if a message has by accident the number that answers give the client. With the text of a message that was just sent, nothing would
    /// distinguish the two before two answers have shown that the number is the client's.
    /// </summary>
    public bool HasClientsNumber(int number, IEnumerable<string> facts) => AnswersNameTheClient
        && (number == ClientsNumber || number + Offset == ClientsNumber)
        && Answers.Select(Facts.NamesNoMessage).Except(facts, StringComparer.Ordinal).Any();

    /// <summary>The answer to a send.</summary>
    /// <param name="number">The number of its message.</param>
    /// <param name="text">The sent text.</param>
    public WahelpAnswer Answer(int number, string text) => new(
        WahelpStep.Send,
        200,
        $$$"""{"success":true,"data":{{{{Ids(Answers, AnswersNameTheClient ? ClientsNumber : number, isWebhook: false)}}}"channel_id":7}}""")
    { Sent = text };

    /// <summary>The webhook of a new message.</summary>
    public string Created(Written message) => Event(message, message.Text, "channel.message.created");

    public string Read(Written message, DateTimeOffset at) =>
        Event(message, message.Text, Updated, $"\"status\":\"read\",\"status_at\":{at.ToUnixTimeSeconds()},");

    public string Edited(Written message, DateTimeOffset at) =>
        Event(message, message.Text, Updated, EditsHaveTimes ? $"\"updated_at\":{at.ToUnixTimeSeconds()}," : "");

    public string Deleted(Written message) => DeletesByWords ? Event(message, DeletedWords, Updated) : Event(message, message.Text, "channel.message.deleted");

    /// <summary>The entry of a message in the history; null if there is none.</summary>
    public string? Item(Written message) => message.IsDeleted && !DeletesByWords ? null : Fakes.Webhooks.Item(
        message.IsDeleted ? DeletedWords : message.Text,
        message.Ours is null ? Managers : HistoryShowsOursAs,
        Ids(History!, message.Number, isWebhook: false) + Made(message),
        Fakes.Webhooks.Phone);

    public override string ToString() =>
        $"answers [{string.Join(',', Answers)}], webhooks [{string.Join(',', Webhooks)}], echo {Echo ?? "none"} {(EchoesHaveIds ? "with" : "without")} ids"
        + $"{(EchoComesFirst ? " first" : "")}{(EchoComesTwice ? " twice" : "")}, "
        + $"numbers {Offset} apart{(AnswersNameTheClient ? ", answers name the client" : "")}, "
        + $"deletions by {(DeletesByWords ? "words" : "action")}, edits {(EditsHaveTimes ? "with" : "without")} times, "
        + $"history {(History is null ? "none" : $"[{string.Join(',', History)}] as {HistoryShowsOursAs}")}, {(HasTimes ? "" : "no ")}times";

    private string Event(Written message, string text, string action, string more = "")
    {
        var ids = Ids(message.Ours is null || EchoesHaveIds ? Webhooks : [], message.Number, isWebhook: true);
        return Fakes.Webhooks.Reply(
            text, id: null, message.Ours is null ? Managers : Echo!, Fakes.Webhooks.Phone, action, more: ids + (HasTimes ? Made(message) : "") + more);
    }

    private static string Made(Written message) => $"\"created_at\":\"{message.At:O}\",";

    /// <summary>The members of a body that hold the ids.</summary>
    private string Ids(string[] names, int number, bool isWebhook) => string.Concat(
        from name in names
        let own = FirstNumber + number + (isWebhook ? Offset : 0)
        select name == "message_uuid" ? $"\"{name}\":\"u-{own}\"," : $"\"{name}\":\"{own}\",");

    private static T Any<T>(Random random, T[] of) => of[random.Next(of.Length)];
}
