namespace Relay.Sandbox.Telegram;

/// <summary>An error of the Bot API: its code and its description, as Telegram words them.</summary>
internal sealed class BotApiException(int code, string description, int? retryAfter = null) : Exception(description)
{
    public int Code => code;

    public int? RetryAfter => retryAfter;
}
