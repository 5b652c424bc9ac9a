namespace Relay.Harness.Checking;

/// <summary>A separate relay with linked clients, and the checker over it.</summary>
public sealed class CheckedRelay : IAsyncDisposable
{
    /// <summary>The owner's chat.</summary>
    public const long OwnerChat = 990_001;

    private CheckedRelay(RelayStack stack, int clients)
    {
        Stack = stack;
        Sandbox = new SandboxClient(stack.SandboxUrl);
        Traffic = new Traffic(Sandbox, clients);
        Books = new Books(stack.Databases.ToDictionary(pair => pair.Key, pair => pair.Value.ConnectionString));
        Promise = new Promise(Sandbox, Books);
    }

    /// <summary>Its processes.</summary>
    public RelayStack Stack { get; }

    /// <summary>Both simulated providers.</summary>
    public SandboxClient Sandbox { get; }

    /// <summary>The traffic.</summary>
    public Traffic Traffic { get; }

    /// <summary>Its own tables.</summary>
    public Books Books { get; }

    /// <summary>The checker.</summary>
    public Promise Promise { get; }

    /// <summary>One instance of everything, without rate limits, unless the options differ.</summary>
    public static async Task<CheckedRelay> StartAsync(RelayStackOptions? options = null, int clients = 10)
    {
        options ??= new RelayStackOptions();
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal);
        environment.TryAdd("RELAY_TELEGRAM_RATE", "0");
        environment.TryAdd("RELAY_OWNER_CHAT_ID", $"{OwnerChat}");
        var stack = await RelayStack.StartAsync(options with { Environment = environment });
        var relay = new CheckedRelay(stack, clients);
        try
        {
            await relay.Sandbox.ChangeSettingsAsync(new { webhookAttempts = 0 }); // Wahelp may give up; a checker must know what was accepted
            await relay.Sandbox.CreateClientAsync(OwnerChat, "Owner");
            await relay.Traffic.LinkAsync();
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        await Stack.DisposeAsync();
    }
}
