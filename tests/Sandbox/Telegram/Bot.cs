using System.Text.Json.Nodes;

namespace Relay.Sandbox.Telegram;

/// <summary>The bot's own account.</summary>
internal sealed class Bot(SandboxOptions options, TimeProvider time)
{
    // Also rises over restarts of the process, as update ids do.
    private long lastMessageId = time.GetUtcNow().ToUnixTimeMilliseconds() / 100 % 2_000_000_000;

    public JsonObject User => new()
    {
        ["id"] = options.BotId,
        ["is_bot"] = true,
        ["first_name"] = "Sandbox",
        ["username"] = "relay_sandbox_bot",
    };

    /// <summary>The client's and the bot's messages share one numbering.</summary>
    public long NextMessageId() => Interlocked.Increment(ref lastMessageId);
}
