using Relay.Harness;
using Relay.Harness.Checking;

namespace Relay.Chaos;

/// <summary>Telegram and Wahelp fail, refuse, keep silent, slow down and repeat themselves: for everybody, or for one client alone.</summary>
internal sealed class ProviderFaults(SandboxClient sandbox, Traffic traffic, Grievances grievances) : IFaults
{
    private static readonly string[] Sends = ["wahelp.send", "telegram.sendMessage"];
    private static readonly string[] WithUploads = [.. Sends, "telegram.sendDocument"];
    private static readonly string[] Calls = [.. WithUploads, "files.download", "telegram.getUpdates", "wahelp.login", "wahelp.users", "wahelp.history"];
    private static readonly string[] Providers = ["wahelp", "telegram"];
    private readonly IReadOnlyList<long> chats = [.. traffic.Chats];
    private bool few;

    /// <summary>In turn, so that even a short soak has faults of some calls and faults of a whole provider or client.</summary>
    public Fault Next(Random random) => (few = !few)
        ? random.Weighted([(2, Hang), (1, ForeignAnswer), (3, WrongForOne)])(random)
        : random.Weighted([(4, Storm), (2, RateLimit), (2, Silence), (3, Cut), (3, Slow), (1, EndTokens), (2, Repeat)])(random);

    /// <summary>It accepts connections, and answers nothing.</summary>
    private Fault Hang(Random random)
    {
        var provider = random.Of(Providers);
        return ForAll(provider, $"{provider} hangs", new SandboxScript { At = provider, Then = "silence", Times = null }, random.Seconds(5, 25));
    }

    /// <summary>A proxy answers in its place: the log-in page of a network.</summary>
    private Fault ForeignAnswer(Random random)
    {
        var provider = random.Of(Providers);
        return ForAll(
            provider,
            $"all of {provider} answers 200 with a page",
            new SandboxScript { At = provider, Status = 200, Body = "<html><title>Wi-Fi</title></html>", Times = null },
            random.Seconds(1, 8));
    }

    private Fault WrongForOne(Random random)
    {
        var (at, chat, during) = (random.Of(Sends), random.Of(chats), random.Seconds(3, 20));
        var ofOne = at.StartsWith("telegram", StringComparison.Ordinal)
            ? new SandboxScript { At = at, Chat = chat, Times = null }
            : new SandboxScript { At = at, Phone = SandboxClient.PhoneOf(chat), Times = null };
        var (what, script) = random.Next(3) switch
        {
            0 => ("503", ofOne with { Status = 503 }),
            1 when random.Of([400, 413, 422]) is var status =>
                ($"{status}", ofOne with { Status = status, Description = "Bad Request: for a reason that no list has" }),
            _ => ("nothing", ofOne with { Then = "silence" }),
        };
        var fault = Scripted($"{at} answers {what} to one client", script, during);
        return fault with
        {
            HurtAsync = () =>
            {
                grievances.Wronged(SandboxClient.PhoneOf(chat));
                return fault.HurtAsync();
            },
        };
    }

    /// <summary>A fault of the whole provider: no message may fail because of it.</summary>
    private Fault ForAll(string provider, string name, SandboxScript script, TimeSpan during)
    {
        var fault = Scripted(name, script, during);
        return fault with
        {
            HurtAsync = async () =>
            {
                await fault.HurtAsync();
                grievances.Begin(provider);
            },
            HealAsync = async () =>
            {
                grievances.End(provider);
                await fault.HealAsync();
            },
        };
    }

    private Fault Storm(Random random)
    {
        var (at, status) = (random.Of(Calls), random.Of([500, 502, 503]));
        return Scripted($"{at} answers {status}", new SandboxScript { At = at, Status = status, Times = null }, random.Seconds(1, 8));
    }

    private Fault RateLimit(Random random)
    {
        var at = random.Of(WithUploads);
        return Scripted(
            $"{at} answers 429", new SandboxScript { At = at, Status = 429, RetryAfter = random.Next(1, 5), Times = random.Next(1, 10) }, random.Seconds(2, 4));
    }

    private Fault Silence(Random random)
    {
        var (at, accepts) = (random.Of(WithUploads), random.Next(2) == 0);
        return Scripted(
            $"{at} {(accepts ? "accepts and " : "")}does not answer",
            new SandboxScript { At = at, Accept = accepts, Then = "silence", Times = random.Next(1, 3) }, random.Seconds(1, 4));
    }

    private Fault Cut(Random random)
    {
        var (at, accepts) = (random.Of(WithUploads), random.Next(2) == 0);
        return Scripted(
            $"{at} {(accepts ? "accepts and " : "")}cuts the connection",
            new SandboxScript { At = at, Accept = accepts, Then = "abort", Times = random.Next(1, 5) }, random.Seconds(1, 4));
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
