namespace Relay.Harness;

/// <summary>The three services.</summary>
public enum RelayService
{
    /// <summary>Links Telegram users to phones.</summary>
    ClientDirectory,

    /// <summary>Sends to Wahelp, receives its webhooks.</summary>
    WahelpGateway,

    /// <summary>Receives from Telegram, sends replies to it.</summary>
    TelegramGateway,
}
