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

/// <summary>Other names of the services.</summary>
public static class RelayServices
{
    /// <summary>The name in <c>./relay</c>, the broker and compose: <c>wahelp-gateway</c>.</summary>
    public static string Name(this RelayService service) => service switch
    {
        RelayService.ClientDirectory => "client-directory",
        RelayService.WahelpGateway => "wahelp-gateway",
        RelayService.TelegramGateway => "telegram-gateway",
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };
}
