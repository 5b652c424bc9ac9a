namespace Relay.Harness;

/// <summary>The processes of a <see cref="RelayStack"/>, and their settings beyond the wiring.</summary>
public sealed record RelayStackOptions
{
    /// <summary>One entry per instance, started in this order; a service may come several times or not at all.</summary>
    public IReadOnlyList<RelayService> Instances { get; init; } =
        [RelayService.ClientDirectory, RelayService.WahelpGateway, RelayService.TelegramGateway];

    /// <summary>The checkout whose build the services run; the sandbox is always this checkout's.</summary>
    public string Programs { get; init; } = Repository.Root;

    /// <summary>TELEGRAM_MODE: <c>polling</c> or <c>webhook</c>.</summary>
    public string TelegramMode { get; init; } = "polling";

    /// <summary>WAHELP_API_PROFILE: <c>messages</c> or <c>send_message</c>.</summary>
    public string WahelpProfile { get; init; } = "messages";

    /// <summary>Environment of every service; wins over the wiring.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Environment of one service's instances; wins over <see cref="Environment"/>.</summary>
    public IReadOnlyDictionary<RelayService, IReadOnlyDictionary<string, string>> ServiceEnvironment { get; init; } =
        new Dictionary<RelayService, IReadOnlyDictionary<string, string>>();

    /// <summary>Environment of the sandbox.</summary>
    public IReadOnlyDictionary<string, string> SandboxEnvironment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The address of other simulated providers; null to start a sandbox.</summary>
    public Uri? Providers { get; init; }

    /// <summary>The broker and the database server; null for the shared ones of tests.</summary>
    public Servers? Servers { get; init; }

    /// <summary>True to wait until every instance is ready; false to start without broker or database.</summary>
    public bool WaitUntilReady { get; init; } = true;
}
