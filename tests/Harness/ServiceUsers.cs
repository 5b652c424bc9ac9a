using System.Collections.Concurrent;
using System.Security.Cryptography;
using Npgsql;

namespace Relay.Harness;

/// <summary>
/// Whom private servers let the services in as: with the rights that they have in compose. Tests themselves are the administrator. A
/// service's database has its tables already, for it may make none.
/// </summary>
/// <param name="servers">Where it is.</param>
/// <param name="strings">What <c>./relay servers env</c> prints.</param>
/// <param name="script">Runs <c>./relay</c> for these servers.</param>
internal sealed class ServiceUsers(Servers servers, IReadOnlyDictionary<string, string> strings, Func<string[], Task<string>> script)
{
    private const string DatabaseExists = "42P04";
    private readonly ConcurrentDictionary<(RelayService, string), Lazy<Task<string>>> templates = new();

    /// <summary>Whether the strings are those of private servers.</summary>
    public static bool AreIn(IReadOnlyDictionary<string, string> strings) =>
        strings.ContainsKey("RABBITMQ_ADMIN") && strings.ContainsKey("POSTGRES_ADMIN") && strings.ContainsKey("POSTGRES_OWNER");

    /// <summary>The broker, for a service.</summary>
    public Uri Broker(RelayService service) => new(strings[$"RABBITMQ_{Capitals(service)}"]);

    /// <summary>A database, for a service.</summary>
    public string Postgres(RelayService service, string database) =>
        new NpgsqlConnectionStringBuilder(strings[$"POSTGRES_{Capitals(service)}"]) { Database = database }.ConnectionString;

    /// <summary>Makes a database with the tables of a version.</summary>
    public async Task CreateDatabaseAsync(string name, RelayService service, string programs)
    {
        var template = await templates.GetOrAdd((service, programs), _ => new(() => TemplateAsync(service, programs))).Value;
        var role = new NpgsqlConnectionStringBuilder(Postgres(service, name)).Username;
        await servers.ExecuteAsync($"create database \"{name}\" template \"{template}\" owner relay_owner");
        await servers.ExecuteAsync($"revoke all on database \"{name}\" from public; grant connect on database \"{name}\" to {role}");
    }

    /// <summary>What compose does before a version's services start.</summary>
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

    /// <summary>Kept for whoever comes after, under the name of the program that made it.</summary>
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
