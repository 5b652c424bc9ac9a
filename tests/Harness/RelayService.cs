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

/// <summary>How else they are called.</summary>
public static class RelayServices
{
    /// <summary>As <c>./relay</c>, the broker and compose call it: <c>wahelp-gateway</c>.</summary>
    public static string Name(this RelayService service) => service switch
    {
        RelayService.ClientDirectory => "client-directory",
        RelayService.WahelpGateway => "wahelp-gateway",
        RelayService.TelegramGateway => "telegram-gateway",
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };
}
