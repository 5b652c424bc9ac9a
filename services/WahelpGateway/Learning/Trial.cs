using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>One method that was tried: what was sent, Wahelp's answer, what came back, what people saw.</summary>
internal sealed record Trial(SentText Sent, Eyes? Eyes, IReadOnlyList<SeenEvent> Webhooks, IReadOnlyList<WebhookEvent> InHistory)
{
    /// <summary>The ids in the answer, with their names.</summary>
    public IReadOnlyList<string> Ids => Sent.Step == WahelpStep.Send ? AnswerSays.Of(Sent.Step, Sent.Body).Ids : [];

    /// <summary>The names under which the answer and an event have the same id.</summary>
    public static IEnumerable<(string Sent, string Met)> Common(IReadOnlyList<string> sent, IReadOnlyList<string> met) =>
        from ours in sent
        from one in met
        where MessageNames.ValueOf(ours) == MessageNames.ValueOf(one)
        select (MessageNames.NameOf(ours), MessageNames.NameOf(one));

    /// <summary>The result: a word of <see cref="WayShown"/>.</summary>
    /// <param name="showsNothing">True if the phone's silence proves nothing here.</param>
    /// <param name="isOperator">True if a direction is a manager's.</param>
    public string Shown(bool showsNothing, Func<string, bool> isOperator) => (Sent.IsRefused, Eyes) switch
    {
        (true, _) => WayShown.Refused,
        (_, { OnPhone: true }) => WayShown.Sent,
        (_, { OnPhone: false, InCrm: false }) => WayShown.Nowhere,
        (_, { OnPhone: false, InCrm: true }) when Sent.Way != SendingWay.From || !(showsNothing || ComesAsOperators(isOperator)) => WayShown.Recorded,
        _ => WayShown.Unknown,
    };

    /// <summary>True if Wahelp itself says that the author was not the client.</summary>
    public bool ComesAsOperators(Func<string, bool> isOperator) =>
        Webhooks.Select(one => one.Event).Concat(InHistory).Any(one => one.Direction is { } direction && isOperator(direction));
}
