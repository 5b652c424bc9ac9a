namespace Relay.ServiceDefaults.DeadLetters;

/// <summary>Where dead letters come from, beside queues: a message that a queue's consumer could not take has the queue's name.</summary>
/// <remarks>docs/operations.md says for each what people do.</remarks>
public static class DeadLetterSource
{
    /// <summary>An update of Telegram that cannot be read.</summary>
    public const string TelegramUpdate = "telegram_update";

    /// <summary>A call of Wahelp's webhook, or an event in it, that cannot be read or placed.</summary>
    public const string WahelpWebhook = "wahelp_webhook";

    /// <summary>Something that the database refuses to take.</summary>
    public const string Accepting = "accepting";

    /// <summary>A manager's file without a text, on a host that may not be fetched from.</summary>
    public const string ManagerFile = "manager_file";

    /// <summary>A stored contract that cannot be read.</summary>
    public const string Publishing = "publishing";
}
