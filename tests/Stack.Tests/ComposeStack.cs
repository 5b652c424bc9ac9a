using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Harness;

namespace Relay.Stack.Tests;

/// <summary>
/// The stack of docker-compose.yml as it starts with nothing but this checkout: profile <c>sandbox</c>, no .env. It has its own name and ports, so
/// that it disturbs no other.
/// </summary>
public sealed class ComposeStack : IAsyncLifetime
{
    /// <summary>Its RELAY_ADMIN_TOKEN, from which each service's token is derived.</summary>
    public const string AdminToken = "an-admin-token-of-the-stack";

    private readonly string project = $"relay-test-{Guid.NewGuid():N}"[..19];
    private readonly Dictionary<string, string> environment;
    private readonly Uri sandboxUrl = FreePorts.NextUrl();
    private readonly Uri jaegerUrl = FreePorts.NextUrl();
    private readonly ProgramsFolder programs = new("dotnet");
    private bool runs;

    public ComposeStack()
    {
        Web = FreePorts.NextUrl();
        var management = Enumerable.Range(0, 100).Select(_ => FreePorts.NextUrl().Port).First(port => port % 10 == 0);
        Management = new Uri($"http://127.0.0.1:{management}");
        environment = new(StringComparer.Ordinal)
        {
            ["RELAY_HTTP"] = $"127.0.0.1:{Web.Port}",
            ["RELAY_SANDBOX"] = sandboxUrl.Port.ToString(CultureInfo.InvariantCulture),
            ["RELAY_MANAGEMENT"] = $"{Management.Port}-{Management.Port + 2}",
            ["RELAY_JAEGER"] = jaegerUrl.Port.ToString(CultureInfo.InvariantCulture),
            // Less than the clients of the scaling test would use: only the shared limit of all instances shows.
            ["RELAY_TELEGRAM_RATE"] = "10",
            ["RELAY_ADMIN_TOKEN"] = AdminToken,
        };
        Sandbox = new SandboxClient(sandboxUrl);
        Jaeger = new JaegerClient(jaegerUrl);
    }

    /// <summary>The public address.</summary>
    public Uri Web { get; }

    /// <summary>Of wahelp-gateway; the next two ports are telegram-gateway's and client-directory's.</summary>
    public Uri Management { get; }

    public SandboxClient Sandbox { get; }

    public JaegerClient Jaeger { get; }

    /// <summary>Passwords that the stack generated: <c>rabbitmq-wahelp-gateway</c>, <c>postgres-wahelp_gateway</c> …</summary>
    public IReadOnlyDictionary<string, string> Passwords { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Skips the test if there is no engine.</summary>
    public void MustRun() => Assert.SkipUnless(runs, "No Docker engine answers: the stack was not checked.");

    /// <summary>HMAC-SHA256, as other systems may compute it too.</summary>
    public static string TokenOf(string service) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AdminToken), Encoding.UTF8.GetBytes(service)));

    /// <summary><c>./relay</c> for this stack, without <c>dotnet</c> on the path.</summary>
    public Task<RelayScript.Result> RelayAsync(params string[] arguments)
    {
        var all = new Dictionary<string, string?>(Docker.WithoutSettings, StringComparer.Ordinal)
        {
            ["COMPOSE_PROJECT_NAME"] = project,
            ["COMPOSE_ENV_FILES"] = "/dev/null",
            ["PATH"] = programs.PathVariable,
        };
        foreach (var (name, value) in environment)
        {
            all[name] = value;
        }

        return RelayScript.RunAsync(arguments, all);
    }

    /// <summary>docker compose, for this stack.</summary>
    public Task<string> ComposeAsync(params IEnumerable<string> arguments) => ComposeAsync(environment, project, arguments);

    /// <summary>docker compose with other settings, under another name.</summary>
    public static Task<string> ComposeAsync(IReadOnlyDictionary<string, string> environment, string project, params IEnumerable<string> arguments) =>
        Docker.RunAsync(environment, ["compose", "-p", project, "--env-file", "/dev/null", "--profile", "sandbox", .. arguments]);

    /// <summary>docker.</summary>
    public static Task<string> DockerAsync(params IEnumerable<string> arguments) =>
        Docker.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <summary>The ids of a service's containers, or of all containers, including ended ones.</summary>
    public async Task<string[]> ContainersAsync(string? service = null) =>
        (await ComposeAsync(service is null ? ["ps", "-a", "-q"] : ["ps", "-a", "-q", service])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The engine's data about the containers.</summary>
    public async Task<IReadOnlyList<JsonElement>> InspectAsync(string? service = null) =>
        [.. JsonDocument.Parse(await DockerAsync(["inspect", .. await ContainersAsync(service)])).RootElement.EnumerateArray()];

    /// <summary>
    /// The address at which this machine reaches a service without a published port, over the network of broker and database; of the first instance.
    /// </summary>
    public async Task<string> AddressAsync(string service) =>
        (await InspectAsync(service))[0].GetProperty("NetworkSettings").GetProperty("Networks").GetProperty($"{project}_back").GetProperty("IPAddress")
            .GetString()!;

    /// <summary>A connection string for a database of the stack.</summary>
    public async Task<string> PostgresAsync(string database, string role) =>
        $"Host={await AddressAsync("postgres")};Database={database};Username={role};Password={Passwords[$"postgres-{role}"]};Pooling=false";

    /// <summary>The broker, with a service's user.</summary>
    public async Task<Uri> BrokerAsync(string user) =>
        new($"amqp://{user}:{Passwords[$"rabbitmq-{user}"]}@{await AddressAsync("rabbitmq")}:5672/relay");

    /// <summary>A secret that setup.sh distributed: <c>wahelp-gateway/wahelp_webhook_token</c>.</summary>
    public Task<string> SecretAsync(string file) => SecretAsync(project, file);

    /// <summary>The same for a stack with another name.</summary>
    public static Task<string> SecretAsync(string project, string file) => InSecretsAsync(project, $"cat /secrets/{file}");

    /// <summary>
    /// Starts what is not running, with this many of each, and waits until all is healthy. The images exist: <see cref="InitializeAsync"/> built them.
    /// </summary>
    public Task UpAsync(params IEnumerable<string> arguments) => ComposeAsync(["up", "--no-build", "--wait", .. arguments]);

    /// <summary>Fills <see cref="Passwords"/>, after the container setup has run.</summary>
    public async Task ReadPasswordsAsync()
    {
        var kept = await InSecretsAsync(project, "cd /secrets/kept && for name in *; do echo \"$name $(cat $name)\"; done");
        Passwords = kept.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }

    /// <summary>What a command says that sees the secrets. The engine may lose the output of a container that ends at once: then it runs again.</summary>
    private static async Task<string> InSecretsAsync(string project, string command)
    {
        const string end = "(all of it)";
        const int tries = 5;
        for (var i = 0; i < tries; i++)
        {
            var said = await DockerAsync(
                "run", "--rm", "-v", $"{project}_secrets:/secrets:ro", "--entrypoint", "bash", "postgres:17", "-c", $"{command} && printf '{end}'");
            if (said.EndsWith(end, StringComparison.Ordinal))
            {
                return said[..^end.Length];
            }
        }

        throw new InvalidOperationException($"The engine lost the output of a container {tries} times.");
    }

    public async ValueTask InitializeAsync()
    {
        if (!await ContainerServers.DockerAnswersAsync())
        {
            return;
        }

        try
        {
            await ComposeAsync("up", "--build", "--wait"); // as in the README
            await ComposeAsync("build", "cli"); // up builds only what it starts
            await ReadPasswordsAsync();
            runs = true;
        }
        catch (InvalidOperationException error)
        {
            var logs = await ComposeAsync("logs", "--no-color", "--tail", "20");
            await DisposeAsync();
            throw new InvalidOperationException($"{error.Message}\n{logs}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        Jaeger.Dispose();
        programs.Dispose();
        if (await ContainerServers.DockerAnswersAsync())
        {
            await ComposeAsync("down", "--volumes", "--timeout", "5");
        }
    }
}

[CollectionDefinition(Name)]
public sealed class OneStack : ICollectionFixture<ComposeStack>
{
    public const string Name = "one stack";
}
