using Relay.Harness;

namespace Relay.EndToEnd.Tests;

/// <summary>One whole relay for tests that do not disturb each other; each has its own clients.</summary>
public sealed class RelayFixture : IAsyncLifetime
{
    /// <summary>The owner's chat.</summary>
    public const long OwnerChat = 990_001;

    private static long lastChat = 7_000_000;

    public RelayStack Stack { get; private set; } = null!;

    public SandboxClient Sandbox { get; private set; } = null!;

    /// <summary>A new client.</summary>
    public static long NewChat() => Interlocked.Increment(ref lastChat);

    public async ValueTask InitializeAsync()
    {
        Stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["RELAY_OWNER_CHAT_ID"] = $"{OwnerChat}" },
        });
        Sandbox = new SandboxClient(Stack.SandboxUrl);
        await Sandbox.CreateClientAsync(OwnerChat, "Owner");
    }

    /// <summary>A client who has shared the contact and was thanked.</summary>
    public async Task<(long Chat, string Phone)> LinkedClientAsync()
    {
        var chat = NewChat();
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
    }
}

[CollectionDefinition(Name)]
public sealed class OneRelay : ICollectionFixture<RelayFixture>
{
    public const string Name = "one relay";
}
