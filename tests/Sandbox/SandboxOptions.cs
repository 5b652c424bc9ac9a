using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox;

/// <summary>The sandbox's identity. Every value has a working default; environment variables override it.</summary>
internal sealed record SandboxOptions
{
    /// <summary>The only bot of this Telegram.</summary>
    public string BotToken { get; init; } = "100500:sandbox-token";

    public string WahelpLogin { get; init; } = "sandbox";

    public string WahelpPassword { get; init; } = "sandbox";

    /// <summary>A ready token that never expires; revoking all tokens revokes it too.</summary>
    public string WahelpAccessToken { get; init; } = "sandbox-access-token";

    public string ProjectId { get; init; } = "1";

    public string ChannelUuid { get; init; } = "5a2f6c1e-0b7d-4c57-9a3e-7d1f00c11e07";

    public string ChannelAlias { get; init; } = "clients_tg";

    /// <summary>The address of Wahelp's webhooks, e.g. <c>http://127.0.0.1:8080/wahelp/webhook</c>; empty for none.</summary>
    public string WebhookUrl { get; init; } = "";

    public string WebhookToken { get; init; } = "webhook-token-of-the-sandbox";

    /// <summary>Where the relay reaches the sandbox, for the addresses of managers' files; empty for the address of the call that sends the file.</summary>
    public string FilesUrl { get; init; } = "";

    /// <summary>The behaviour of the Wahelp account until the controls change it; a reset returns to it.</summary>
    public Account Account { get; init; } = new();

    /// <summary>The number before the colon of a bot token is the bot's user id.</summary>
    public long BotId => long.TryParse(BotToken.Split(':')[0], out var id) ? id : 0;

    /// <exception cref="KeyNotFoundException">No account has the name in <c>SANDBOX_ACCOUNT</c>; the message lists the names.</exception>
    public static SandboxOptions FromEnvironment()
    {
        var standard = new SandboxOptions();
        return new SandboxOptions
        {
            BotToken = Read("SANDBOX_BOT_TOKEN", standard.BotToken),
            WahelpLogin = Read("SANDBOX_WAHELP_LOGIN", standard.WahelpLogin),
            WahelpPassword = Read("SANDBOX_WAHELP_PASSWORD", standard.WahelpPassword),
            WahelpAccessToken = Read("SANDBOX_WAHELP_ACCESS_TOKEN", standard.WahelpAccessToken),
            ProjectId = Read("SANDBOX_PROJECT_ID", standard.ProjectId),
            ChannelUuid = Read("SANDBOX_CHANNEL_UUID", standard.ChannelUuid),
            ChannelAlias = Read("SANDBOX_CHANNEL_ALIAS", standard.ChannelAlias),
            WebhookUrl = Read("SANDBOX_WEBHOOK_URL", standard.WebhookUrl),
            WebhookToken = Read("SANDBOX_WEBHOOK_TOKEN", standard.WebhookToken),
            FilesUrl = Read("SANDBOX_FILES_URL", standard.FilesUrl),
            Account = NamedAccount.Find(Read("SANDBOX_ACCOUNT", NamedAccount.Standard)).Traits,
        };
    }

    private static string Read(string variable, string standard) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : standard;
}
