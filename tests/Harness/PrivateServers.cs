namespace Relay.Harness;

/// <summary>Servers started by <c>./relay servers start</c>.</summary>
static class PrivateServers
{
    public static async Task<Servers> StartAsync()
    {
        await RelayScript.MustRunAsync("servers", "start");
        var strings = Parse(await RelayScript.MustRunAsync("servers", "env"));
        var rabbitMq = new Uri(strings["RABBITMQ"]);
        return new Servers(
            rabbitMq,
            strings["POSTGRES_TELEGRAM_GATEWAY"],
            await OwnAsync(rabbitMq) ? new PrivateVirtualHosts() : new ForeignVirtualHosts(rabbitMq));
    }

    /// <summary>Whether a broker is the one the script runs for this RELAY_HOME.</summary>
    public static async Task<bool> OwnAsync(Uri rabbitMq)
    {
        var withoutIt = new Dictionary<string, string?> { ["RABBITMQ"] = null };
        var result = await RelayScript.RunAsync(["servers", "env"], withoutIt);
        return result.ExitCode == 0 && new Uri(Parse(result.Output)["RABBITMQ"]) == rabbitMq;
    }

    /// <summary>Reads lines <c>export NAME=value</c>, the value quoted as a shell does with backslashes.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string exports) => exports
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line["export ".Length..].Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1].Replace("\\", "", StringComparison.Ordinal), StringComparer.Ordinal);
}

sealed class PrivateVirtualHosts : IVirtualHosts
{
    public async Task<string> AddAsync(string name)
    {
        await RelayScript.MustRunAsync("servers", "vhost", "add", name);
        return name;
    }

    public Task RemoveAsync(string name) => RelayScript.MustRunAsync("servers", "vhost", "remove", name);
}
