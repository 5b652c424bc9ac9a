namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>One of the ways in which an account of Wahelp may speak of messages. Nobody knows which one is real.</summary>
internal sealed record AccountShape
{
    private const int FirstNumber = 100;
    private const int ClientsNumber = 5;

    private static readonly string[][] Names = [[], ["id"], ["message_uuid"], ["id", "message_uuid"], ["message_id"]];

    /// <summary>The names of the ids in the answer to a send.</summary>
    public required string[] Answers { get; init; }

    /// <summary>The same in webhooks.</summary>
    public required string[] Webhooks { get; init; }

    /// <summary>False if what was sent by API comes back without ids.</summary>
    public required bool EchoesHaveIds { get; init; }

    /// <summary>The direction that what was sent by API comes back with; null if it does not come back.</summary>
    public required string? Echo { get; init; }

    public required bool EchoComesFirst { get; init; }

    public required bool EchoComesTwice { get; init; }

    /// <summary>How far the numbers of webhooks are from those of REST: what is one's number may be another message's.</summary>
    public required int Offset { get; init; }

    /// <summary>True if what answers name is no message: all of a client's answers have the same number.</summary>
    public required bool AnswersNameTheClient { get; init; }

    /// <summary>The names of the ids in the history; null if there is none.</summary>
    public required string[]? History { get; init; }

    /// <summary>The direction of what was sent by API, in the history.</summary>
    public required string HistoryShowsOursAs { get; init; }

    /// <summary>True if webhooks say when a message was made.</summary>
    public required bool HasTimes { get; init; }

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
    };

    /// <summary>The members of a body that hold the ids.</summary>
    /// <param name="names">Which ones.</param>
    /// <param name="number">Which message it is.</param>
    /// <param name="isWebhook">Whose numbering it is.</param>
    public string Ids(string[] names, int number, bool isWebhook) => string.Concat(Values(names, number, isWebhook).Select(id => $"\"{id.Name}\":\"{id.Value}\","));

    /// <summary>
    /// True if a message has by accident the number that answers give the client. With the words of a message that was just sent, nothing at all
    /// would tell it from that one.
    /// </summary>
    public bool HasClientsNumber(int number) => AnswersNameTheClient && (number == ClientsNumber || number + Offset == ClientsNumber);

    /// <summary>The same ids as an answer's are kept.</summary>
    public string[] Kept(int number) => [.. Values(Answers, AnswersNameTheClient ? ClientsNumber : number, isWebhook: false).Select(id => $"{id.Name}:{id.Value}")];

    public override string ToString() =>
        $"answers [{string.Join(',', Answers)}], webhooks [{string.Join(',', Webhooks)}], echo {Echo ?? "none"} {(EchoesHaveIds ? "with" : "without")} ids"
        + $"{(EchoComesFirst ? " first" : "")}{(EchoComesTwice ? " twice" : "")}, numbers {Offset} apart{(AnswersNameTheClient ? ", answers name the client" : "")}, "
        + $"history {(History is null ? "none" : $"[{string.Join(',', History)}] as {HistoryShowsOursAs}")}, {(HasTimes ? "" : "no ")}times";

    private IEnumerable<(string Name, string Value)> Values(string[] names, int number, bool isWebhook) =>
        from name in names
        let own = FirstNumber + number + (isWebhook ? Offset : 0)
        select (name, name == "message_uuid" ? $"u-{own}" : $"{own}");

    private static T Any<T>(Random random, T[] of) => of[random.Next(of.Length)];
}
