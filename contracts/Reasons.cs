namespace Relay.Contracts;

/// <summary>Why a message is held or has failed. Wire values: add, never rename.</summary>
public static class Reasons
{
    /// <summary>Held: the phone is not linked with a Telegram account, or the account not with a phone.</summary>
    public const string NotLinked = "not_linked";

    /// <summary>Held: the client blocked the bot.</summary>
    public const string BotBlocked = "bot_blocked";

    /// <summary>Failed: the client deleted the Telegram account.</summary>
    public const string UserDeactivated = "user_deactivated";

    /// <summary>Failed: Telegram does not know the chat.</summary>
    public const string ChatNotFound = "chat_not_found";

    /// <summary>Failed: the phone moved to another Telegram account after the manager wrote.</summary>
    public const string ClientChanged = "client_changed";

    /// <summary>Failed: Wahelp says that the client does not have this messenger.</summary>
    public const string NoSuchMessenger = "no_such_messenger";

    /// <summary>Failed: Wahelp refuses a phone that Telegram has proven but no known country has.</summary>
    public const string PhoneUnusable = "phone_unusable";

    /// <summary>Failed: the text itself is refused (length, encoding).</summary>
    public const string TextRefused = "text_refused";

    /// <summary>Failed: the provider refuses this message while it accepts others.</summary>
    public const string Refused = "refused";

    /// <summary>Failed: the provider answered with server errors ten times over 30 minutes while it accepted others.</summary>
    public const string ProviderRefuses = "provider_refuses";

    /// <summary>Failed: the file could not be fetched, or Telegram refuses it. The text, if there is one, was delivered.</summary>
    public const string FileUnavailable = "file_unavailable";

    /// <summary>Failed: sent, never answered; whether it arrived is unknown.</summary>
    public const string OutcomeUnknown = "outcome_unknown";

    /// <summary>Failed: what a manager deleted, or took out of a text, may still stand in the client's chat.</summary>
    public const string NotDeleted = "not_deleted";

    /// <summary>Failed: held for 7 days.</summary>
    public const string Expired = "expired";
}
