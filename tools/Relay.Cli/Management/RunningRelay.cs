using Relay.Cli.Output;

namespace Relay.Cli.Management;

/// <summary>The relay that a command calls: the address and the token of each service's management port.</summary>
internal sealed class RunningRelay
{
    /// <summary>The folder of a simulated relay started by <c>./relay up</c>; set only if there is no bot token.</summary>
    public const string SandboxHome = "RELAY_SANDBOX_HOME";

    private static readonly Dictionary<string, string> DefaultAddresses = new(StringComparer.Ordinal)
    {
        [Services.WahelpGateway] = "http://127.0.0.1:9080",
        [Services.TelegramGateway] = "http://127.0.0.1:9081",
        [Services.ClientDirectory] = "http://127.0.0.1:9082",
    };

    private readonly AdminToken token;
    private readonly Func<string, string?> addressOf;

    private RunningRelay(AdminToken token, Func<string, string?> addressOf) => (this.token, this.addressOf) = (token, addressOf);

    /// <summary>The simulated relay that <c>./relay up</c> runs here, else the services whose tokens derive from <c>RELAY_ADMIN_TOKEN</c>.</summary>
    /// <exception cref="CommandException">There is none; the message says what to do.</exception>
    public static RunningRelay Find(Func<string, string?> environment)
    {
        var sandbox = Set(environment, SandboxHome);
        if (sandbox is not null && File.Exists(Path.Combine(sandbox, "management")))
        {
            var known = File.ReadLines(Path.Combine(sandbox, "management")).Select(line => line.Split(' ', 2))
                .Where(words => words.Length == 2).ToDictionary(words => words[0], words => words[1], StringComparer.Ordinal);
            return new RunningRelay(new AdminToken(File.ReadAllText(Path.Combine(sandbox, "admin-token")).Trim()), known.GetValueOrDefault);
        }

        var admin = Setting(environment, "RELAY_ADMIN_TOKEN") ?? throw new CommandException(sandbox is null
            ? "Set RELAY_ADMIN_TOKEN in .env or in the environment. The services' tokens are derived from it."
            : "No relay runs here: ./relay up starts one. For other services on this machine, set RELAY_ADMIN_TOKEN, from which their tokens are derived.");
        return new RunningRelay(new AdminToken(admin), service => Set(environment, $"MANAGEMENT_{service.ToUpperInvariant().Replace('-', '_')}"));
    }

    /// <summary>The token of a service's management port.</summary>
    public string TokenOf(string service) => token.Of(service);

    /// <summary>A client of a service's management port.</summary>
    public ManagementClient Of(string service) =>
        new(service, new Uri(addressOf(service) ?? DefaultAddresses[service]), TokenOf(service));

    /// <summary>A setting; if it is not set, the content of the file that NAME_FILE names.</summary>
    private static string? Setting(Func<string, string?> environment, string name)
    {
        if (Set(environment, name) is { } value)
        {
            return value;
        }

        if (Set(environment, $"{name}_FILE") is not { } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file).Trim() is { Length: > 0 } content ? content : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{name}_FILE cannot be read ({error.GetType().Name}).");
        }
    }

    private static string? Set(Func<string, string?> environment, string name) => environment(name) is { Length: > 0 } value ? value : null;
}
