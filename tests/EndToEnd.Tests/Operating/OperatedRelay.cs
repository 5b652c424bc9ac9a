using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Relay.Harness;

namespace Relay.EndToEnd.Tests.Operating;

/// <summary>A relay, and <c>./relay</c> in a separate folder without a <c>.env</c>, which knows it as if <c>./relay up</c> had started it.</summary>
public sealed class OperatedRelay : IAsyncLifetime
{
    /// <summary>Its RELAY_ADMIN_TOKEN, from which each service's token is derived.</summary>
    public const string Token = "an-admin-token-of-the-test";

    private readonly string root = Directory.CreateTempSubdirectory("relay-operated-").FullName;

    public RelayStack Stack { get; private set; } = null!;

    public SandboxClient Sandbox { get; private set; } = null!;

    private string Home => Path.Combine(root, ".relay");

    public async ValueTask InitializeAsync()
    {
        Stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            ServiceEnvironment = Enum.GetValues<RelayService>().ToDictionary(
                service => service,
                IReadOnlyDictionary<string, string> (service) =>
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["RELAY_ADMIN_TOKEN_HASH"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TokenOf(service)))),
                    }),
        });
        Sandbox = new SandboxClient(Stack.SandboxUrl);
        File.Copy(Path.Combine(Repository.Root, "relay"), Path.Combine(root, "relay"));
        foreach (var folder in (string[])["scripts", "deploy", "tools"])
        {
            Directory.CreateSymbolicLink(Path.Combine(root, folder), Path.Combine(Repository.Root, folder));
        }

        foreach (var service in new[] { "WahelpGateway", "TelegramGateway", "ClientDirectory" })
        {
            Directory.CreateDirectory(Path.Combine(root, "services", service, "bin/Release"));
            var built = Path.GetDirectoryName(Repository.Assembly($"services/{service}"))!;
            Directory.CreateSymbolicLink(Path.Combine(root, "services", service, "bin/Release/net10.0"), built);
        }

        // As scripts/up.sh writes them.
        var known = Directory.CreateDirectory(Path.Combine(Home, "sandbox")).FullName;
        await File.WriteAllLinesAsync(Path.Combine(known, "management"),
        [
            $"client-directory {Address(RelayService.ClientDirectory)}",
            $"wahelp-gateway {Address(RelayService.WahelpGateway)}",
            $"telegram-gateway {Address(RelayService.TelegramGateway)}",
        ]);
        await File.WriteAllTextAsync(Path.Combine(known, "admin-token"), Token);
    }

    /// <summary>The environment of a relay with real providers, with this one's servers.</summary>
    public Dictionary<string, string?> ForReal() => new(StringComparer.Ordinal)
    {
        ["TELEGRAM_BOT_TOKEN"] = "100500:sandbox-token",
        ["WAHELP_LOGIN"] = "sandbox",
        ["WAHELP_PASSWORD"] = "sandbox",
        ["WAHELP_CLIENTS_PROJECT_ID"] = "1",
        ["WAHELP_CLIENTS_CHANNEL_UUID"] = "5a2f6c1e-0b7d-4c57-9a3e-7d1f00c11e07",
        ["WAHELP_WEBHOOK_TOKEN"] = Token,
        ["RABBITMQ_TELEGRAM_GATEWAY"] = Stack.VirtualHost.UriOf(RelayService.TelegramGateway).AbsoluteUri,
        ["RABBITMQ_WAHELP_GATEWAY"] = Stack.VirtualHost.UriOf(RelayService.WahelpGateway).AbsoluteUri,
        ["RABBITMQ_CLIENT_DIRECTORY"] = Stack.VirtualHost.UriOf(RelayService.ClientDirectory).AbsoluteUri,
        ["POSTGRES_TELEGRAM_GATEWAY"] = Stack.Databases[RelayService.TelegramGateway].ServiceConnectionString,
        ["POSTGRES_WAHELP_GATEWAY"] = Stack.Databases[RelayService.WahelpGateway].ServiceConnectionString,
        ["POSTGRES_CLIENT_DIRECTORY"] = Stack.Databases[RelayService.ClientDirectory].ServiceConnectionString,
    };

    /// <summary>HMAC-SHA256, as other systems may compute it too.</summary>
    public static string TokenOf(RelayService service) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Token), Encoding.UTF8.GetBytes(service.Name())));

    /// <summary>A table as a file.</summary>
    public string Write(string content)
    {
        var file = Path.Combine(root, $"{Guid.NewGuid()}.csv");
        File.WriteAllText(file, content);
        return file;
    }

    /// <summary>A service's management port, with the token.</summary>
    public HttpClient Admin(RelayService service)
    {
        var http = new HttpClient { BaseAddress = Stack[service].ManagementUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(service));
        return http;
    }

    /// <summary>The end of a command, with all its output.</summary>
    public async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        var result = await RunAsync(new Dictionary<string, string?>(), arguments);
        return (result.ExitCode, result.Output + result.Error);
    }

    /// <summary>The output of a successful command.</summary>
    public Task<string> SaysAsync(params string[] arguments) => SaysAsync(new Dictionary<string, string?>(), arguments);

    /// <inheritdoc cref="SaysAsync(string[])"/>
    public async Task<string> SaysAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        var result = await RunAsync(environment, arguments);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode}: {result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>The error output of a failing command.</summary>
    public Task<string> RefusesAsync(params string[] arguments) => RefusesAsync(new Dictionary<string, string?>(), arguments);

    /// <inheritdoc cref="RefusesAsync(string[])"/>
    public async Task<string> RefusesAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        var result = await RunAsync(environment, arguments);
        Assert.True(result.ExitCode == 1, $"{result.ExitCode}: {result.Output}{result.Error}");
        Assert.DoesNotContain(".sh: line", result.Error, StringComparison.Ordinal);
        return result.Error;
    }

    /// <summary>A client who has shared the contact and was thanked.</summary>
    public async Task<(long Chat, string Phone)> LinkedAsync(long chat)
    {
        await Sandbox.ClientSharesContactAsync(chat);
        await Sandbox.WaitInChatAsync(chat);
        return (chat, SandboxClient.PhoneOf(chat));
    }

    public async ValueTask DisposeAsync()
    {
        Sandbox?.Dispose();
        if (Stack is not null)
        {
            await Stack.DisposeAsync();
        }

        Directory.Delete(root, recursive: true);
    }

    private string Address(RelayService service) => Stack[service].ManagementUrl.ToString().TrimEnd('/');

    /// <inheritdoc cref="SaysAsync(string[])"/>
    public Task<RelayScript.Result> RunAsync(Dictionary<string, string?> environment, string[] arguments)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["RELAY_HOME"] = Home,
            ["TELEGRAM_BOT_TOKEN"] = null,
            ["RELAY_ADMIN_TOKEN"] = null,
        };
        foreach (var (name, value) in environment)
        {
            all[name] = value;
        }

        return RelayScript.RunAsync(arguments, all, root: root);
    }
}

/// <summary>A relay for tests that change none of its settings and leave no dead letter.</summary>
[CollectionDefinition(Name)]
public sealed class OneOperatedRelay : ICollectionFixture<OperatedRelay>
{
    public const string Name = "one operated relay";
}
