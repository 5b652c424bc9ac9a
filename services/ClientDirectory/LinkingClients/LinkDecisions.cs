using Relay.ClientDirectory.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>What a request means for a phone that is linked already.</summary>
internal enum LinkDecision
{
    /// <summary>The same account: the link stays as it is, and counts as said anew.</summary>
    Confirm,

    /// <summary>Another account: the phone moves there.</summary>
    Move,

    /// <summary>Another account proved a link later than this was said: this one ended before it was heard of.</summary>
    TooLate,

    /// <summary>Another account proved its link, and this is only a registration.</summary>
    Refuse,
}

internal static class LinkDecisions
{
    public static LinkDecision Decide(Client linked, LinkRequest request) => (linked, request) switch
    {
        _ when linked.BotTgUserId == request.TelegramUserId => LinkDecision.Confirm,
        ({ Source: LinkSource.Contact }, { Source: LinkSource.Registered }) => LinkDecision.Refuse,
        ({ Source: LinkSource.Registered }, { Source: LinkSource.Contact }) => LinkDecision.Move,
        _ when request.SaidAt < linked.ConfirmedAt => LinkDecision.TooLate,
        _ => LinkDecision.Move,
    };
}
