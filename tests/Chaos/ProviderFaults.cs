using Relay.Harness;

namespace Relay.Chaos;

/// <summary>Telegram and Wahelp fail, refuse, keep silent, slow down and repeat themselves.</summary>
internal sealed class ProviderFaults(SandboxClient sandbox) : IFaults
{
    private static readonly string[] Sends = ["wahelp.send", "telegram.sendMessage"];
    private static readonly string[] Calls = [.. Sends, "telegram.getUpdates", "wahelp.login", "wahelp.users", "wahelp.history"];

    public Fault Next(Random random) => random.Weighted([(4, Storm), (2, RateLimit), (2, Silence), (3, Cut), (3, Slow), (1, EndTokens), (2, Repeat)])(random);

    private Fault Storm(Random random)
    {
        var (at, status) = (random.Of(Calls), random.Of([500, 502, 503]));
        return Scripted($"{at} answers {status}", new SandboxScript { At = at, Status = status, Times = null }, random.Seconds(1, 8));
    }

    private Fault RateLimit(Random random)
    {
        var at = random.Of(Sends);
        return Scripted($"{at} answers 429", new SandboxScript { At = at, Status = 429, RetryAfter = random.Next(1, 5), Times = random.Next(1, 10) }, random.Seconds(2, 4));
    }

    private Fault Silence(Random random)
    {
        var (at, accepts) = (random.Of(Sends), random.Next(2) == 0);
        return Scripted(
            $"{at} {(accepts ? "accepts and " : "")}does not answer", new SandboxScript { At = at, Accept = accepts, Then = "silence", Times = random.Next(1, 3) }, random.Seconds(1, 4));
    }

    private Fault Cut(Random random)
    {
        var (at, accepts) = (random.Of(Sends), random.Next(2) == 0);
        return Scripted(
            $"{at} {(accepts ? "accepts and " : "")}cuts the connection", new SandboxScript { At = at, Accept = accepts, Then = "abort", Times = random.Next(1, 5) }, random.Seconds(1, 4));
    }

    private Fault Slow(Random random)
    {
        var at = random.Of(Calls);
        return Scripted($"{at} is slow", new SandboxScript { At = at, DelayMs = random.Next(200, 4000), Times = null }, random.Seconds(2, 10));
    }

    private Fault EndTokens(Random random) => new("Wahelp ends all tokens", sandbox.RevokeWahelpTokensAsync, TimeSpan.Zero, () => Task.CompletedTask);

    private Fault Repeat(Random random)
    {
        var count = random.Next(1, 20);
        return new Fault(
            $"{count} updates and webhooks come twice",
            async () =>
            {
                await sandbox.DisturbUpdatesAsync(doubled: count);
                await sandbox.DisturbWebhooksAsync(doubled: count);
            },
            TimeSpan.Zero,
            () => Task.CompletedTask);
    }

    private Fault Scripted(string name, SandboxScript script, TimeSpan during)
    {
        var id = 0;
        return new Fault(name, async () => id = await sandbox.ScriptAsync(script), during, () => sandbox.ClearScriptAsync(id));
    }
}
