using System.Text.Json.Nodes;

namespace Relay.Sandbox.Telegram;

/// <summary>The bot's own account.</summary>
internal sealed class Bot(SandboxOptions options, TimeProvider time)
{
    // Rises over restarts of the process too, as update ids do.
    private long lastMessageId = time.GetUtcNow().ToUnixTimeMilliseconds() / 100 % 2_000_000_000;

    public JsonObject User => new()
    {
        ["id"] = options.BotId,
        ["is_bot"] = true,
        ["first_name"] = "Sandbox",
        ["username"] = "relay_sandbox_bot",
    };

    /// <summary>Client's and bot's messages are numbered together.</summary>
    public long NextMessageId() => Interlocked.Increment(ref lastMessageId);
}
