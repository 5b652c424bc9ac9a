namespace Relay.Harness;

/// <summary>Servers started by <c>./relay servers start</c>.</summary>
internal static class PrivateServers
{
    /// <summary>Variables that replace private servers in an environment, and must not be set.</summary>
    public static IReadOnlyDictionary<string, string?> NoOthers { get; } = new[]
    {
        "RABBITMQ", "RABBITMQ_ADMIN", "RABBITMQ_TELEGRAM_GATEWAY", "RABBITMQ_WAHELP_GATEWAY", "RABBITMQ_CLIENT_DIRECTORY",
        "POSTGRES_ADMIN", "POSTGRES_OWNER", "POSTGRES_TELEGRAM_GATEWAY", "POSTGRES_WAHELP_GATEWAY", "POSTGRES_CLIENT_DIRECTORY",
    }.ToDictionary(name => name, string? (_) => null, StringComparer.Ordinal);

    public static async Task<Servers> StartAsync()
    {
        await RelayScript.MustRunAsync(["servers", "start"], NoOthers);
        return Of(Parse(await RelayScript.MustRunAsync(["servers", "env"], NoOthers)));
    }

    /// <summary>The servers that the script runs for this RELAY_HOME.</summary>
    public static Servers Of(IReadOnlyDictionary<string, string> strings) => new(strings, RelayScript.MustRunAsync, new PrivateVirtualHosts());

    /// <summary>Parses lines <c>export NAME=value</c>, with the value quoted by backslashes as a shell does.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string exports) => exports
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line["export ".Length..].Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1].Replace("\\", "", StringComparison.Ordinal), StringComparer.Ordinal);
}

internal sealed class PrivateVirtualHosts : IVirtualHosts
{
    public async Task<string> AddAsync(string name)
    {
        await RelayScript.MustRunAsync("servers", "vhost", "add", name);
        return name;
    }

    public Task RemoveAsync(string name) => RelayScript.MustRunAsync("servers", "vhost", "remove", name);
}
