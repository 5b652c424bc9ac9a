using Relay.ClientDirectory.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>Decides what a request means for a phone that is already linked.</summary>
internal enum LinkDecision
{
    /// <summary>The same account: the link stays and is confirmed.</summary>
    Confirm,

    /// <summary>Another account: the phone moves there.</summary>
    Move,

    /// <summary>Another account proved a later link, so this one had ended before the request arrived.</summary>
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
