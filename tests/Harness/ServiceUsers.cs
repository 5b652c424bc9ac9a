using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;

namespace Relay.Harness;

/// <summary>
/// The services' users on private servers, with the same rights as in compose. Tests themselves are the administrator. A service's database already
/// has its tables, because the service may not create any.
/// </summary>
/// <param name="servers">The servers.</param>
/// <param name="strings">The output of <c>./relay servers env</c>.</param>
/// <param name="script">Runs <c>./relay</c> for these servers.</param>
internal sealed class ServiceUsers(Servers servers, IReadOnlyDictionary<string, string> strings, Func<string[], Task<string>> script)
{
    private const string DatabaseExists = "42P04";
    private readonly ConcurrentDictionary<(RelayService, string), Lazy<Task<string>>> templates = new();

    /// <summary>True if the strings are those of private servers.</summary>
    public static bool AreIn(IReadOnlyDictionary<string, string> strings) =>
        strings.ContainsKey("RABBITMQ_ADMIN") && strings.ContainsKey("POSTGRES_ADMIN") && strings.ContainsKey("POSTGRES_OWNER");

    /// <summary>The broker, for a service.</summary>
    public Uri Broker(RelayService service) => new(strings[$"RABBITMQ_{Capitals(service)}"]);

    /// <summary>A database, for a service.</summary>
    public string Postgres(RelayService service, string database) =>
        new NpgsqlConnectionStringBuilder(strings[$"POSTGRES_{Capitals(service)}"]) { Database = database }.ConnectionString;

    /// <summary>Creates a database with the tables of a version.</summary>
    public async Task CreateDatabaseAsync(string name, RelayService service, string programs)
    {
        var template = await templates.GetOrAdd((service, programs), _ => new(() => TemplateAsync(service, programs))).Value;
        var role = new NpgsqlConnectionStringBuilder(Postgres(service, name)).Username;
        await servers.ExecuteAsync($"create database \"{name}\" template \"{template}\" owner relay_owner");
        await servers.ExecuteAsync($"revoke all on database \"{name}\" from public; grant connect on database \"{name}\" to {role}");
    }

    /// <summary>Migrates, as compose does before a version's services start.</summary>
    public async Task MigrateAsync(string database, RelayService service, string programs)
    {
        var owner = new NpgsqlConnectionStringBuilder(strings["POSTGRES_OWNER"]) { Database = database };
        await using var process = new ServiceProcess(
            $"migrate-{service}",
            Repository.Assembly($"services/{service}", programs),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ConnectionStrings__Postgres"] = owner.ConnectionString });
        var (code, said) = await process.RunVerbAsync("migrate");
        if (code != 0)
        {
            throw new InvalidOperationException($"{service} could not migrate: {said}");
        }
    }

    /// <summary>Cached for later tests, under the name of the program that created it.</summary>
    private async Task<string> TemplateAsync(RelayService service, string programs)
    {
        var program = await File.ReadAllBytesAsync(Repository.Assembly($"services/{service}", programs));
        var name = $"template_{service}_{Convert.ToHexStringLower(SHA256.HashData(program))[..16]}".ToLowerInvariant();
        if (await servers.HasDatabaseAsync(name))
        {
            return name;
        }

        var made = $"{name}_{Guid.NewGuid():N}"[..60];
        await script(["servers", "database", service.Name(), made]);
        await MigrateAsync(made, service, programs);
        try
        {
            await servers.ExecuteAsync($"alter database \"{made}\" rename to \"{name}\"");
        }
        catch (PostgresException error) when (error.SqlState == DatabaseExists)
        {
            await servers.ExecuteAsync($"drop database \"{made}\"");
        }

        return name;
    }

    private static string Capitals(RelayService service) => service.Name().Replace('-', '_').ToUpperInvariant();
}
