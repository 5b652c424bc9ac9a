using System.Security.Cryptography;

namespace Relay.Harness;

/// <summary>The settings that connect the services to each other's servers and to the sandbox.</summary>
internal sealed class RelayWiring
{
    private const string BotToken = "100500:sandbox-token";
    private const string Login = "sandbox";
    private const string Password = "sandbox";
    private const string Project = "1";
    private readonly string channel = Guid.NewGuid().ToString();
    private readonly string wahelpToken = NewSecret();
    private readonly string telegramSecret = NewSecret();

    public string WahelpToken => wahelpToken;

    public string WahelpChannel => channel;

    public required RelayStackOptions Options { get; init; }

    public required VirtualHost Broker { get; init; }

    public required IReadOnlyDictionary<RelayService, Database> Databases { get; init; }

    public required Uri Sandbox { get; init; }

    /// <summary>The targets of the providers' webhooks: the first instance of each gateway.</summary>
    public required IReadOnlyDictionary<RelayService, Uri> FirstUrls { get; init; }

    public Dictionary<string, string> OfSandbox() => Merge(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = Address(Sandbox),
            ["SANDBOX_BOT_TOKEN"] = BotToken,
            ["SANDBOX_WAHELP_LOGIN"] = Login,
            ["SANDBOX_WAHELP_PASSWORD"] = Password,
            ["SANDBOX_PROJECT_ID"] = Project,
            ["SANDBOX_CHANNEL_UUID"] = channel,
            ["SANDBOX_WEBHOOK_URL"] = new Uri(FirstUrls[RelayService.WahelpGateway], "wahelp/webhook").ToString(),
            ["SANDBOX_WEBHOOK_TOKEN"] = wahelpToken,
        },
        Options.SandboxEnvironment);

    public Dictionary<string, string> Of(RelayService service, Uri url, Uri management, IReadOnlyDictionary<string, string>? own) => Merge(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = Address(url),
            ["MANAGEMENT_URL"] = Address(management),
            ["ConnectionStrings__RabbitMq"] = Broker.UriOf(service).AbsoluteUri,
            ["ConnectionStrings__Postgres"] = Databases[service].ServiceConnectionString,
        },
        Outside(service),
        Options.Environment,
        Options.ServiceEnvironment.GetValueOrDefault(service) ?? new Dictionary<string, string>(StringComparer.Ordinal),
        own ?? new Dictionary<string, string>(StringComparer.Ordinal));

    private Dictionary<string, string> Outside(RelayService service) => service switch
    {
        RelayService.TelegramGateway => new(StringComparer.Ordinal)
        {
            ["TELEGRAM_API_BASE"] = Address(Sandbox),
            ["TELEGRAM_BOT_TOKEN"] = BotToken,
            ["RELAY_PUBLIC_URL"] = Address(FirstUrls[service]),
            ["WAHELP_FILE_HOSTS"] = Address(Sandbox),
            ["TELEGRAM_MODE"] = Options.TelegramMode,
            ["TELEGRAM_WEBHOOK_URL"] = new Uri(FirstUrls[service], "telegram/webhook").ToString(),
            ["TELEGRAM_WEBHOOK_SECRET"] = telegramSecret,
        },
        RelayService.WahelpGateway => new(StringComparer.Ordinal)
        {
            ["WAHELP_API_BASE"] = Address(Sandbox),
            ["WAHELP_API_PROFILE"] = Options.WahelpProfile,
            ["WAHELP_LOGIN"] = Login,
            ["WAHELP_PASSWORD"] = Password,
            ["WAHELP_CLIENTS_PROJECT_ID"] = Project,
            ["WAHELP_CLIENTS_CHANNEL_UUID"] = channel,
            ["WAHELP_WEBHOOK_TOKEN"] = wahelpToken,
        },
        _ => [],
    };

    private static Dictionary<string, string> Merge(params IReadOnlyDictionary<string, string>[] layers) => layers
        .SelectMany(layer => layer)
        .GroupBy(pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);

    private static string Address(Uri url) => url.ToString().TrimEnd('/');

    private static string NewSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
