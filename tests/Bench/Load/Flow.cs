using System.Net;
using Relay.Bench.Systems;

namespace Relay.Bench.Load;

/// <summary>Sends messages through a system, and checks the result.</summary>
internal static class Flow
{
    private static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(300);

    /// <summary>Sends all messages of a plan, and waits until each has arrived or the plan's time is over.</summary>
    /// <param name="checks">Gets lost, doubled and reordered messages.</param>
    /// <param name="aside">Runs when the first message is written, and is awaited. Null for nothing.</param>
    public static async Task<Traffic> RunAsync(BenchedSystem system, Plan plan, Checks checks, Func<Traffic, Task>? aside = null)
    {
        var traffic = new Traffic(plan);
        var side = system.Sink.SideOf(plan.Way);
        side.Traffic = traffic;
        var sender = plan.Way == Direction.ToWahelp ? null : Sender(system, traffic);
        var updates = sender is null ? Rendering.Updates(traffic) : [];
        GC.Collect(); // not while the clock runs
        if (sender is null)
        {
            system.Sink.Updates.Offer(traffic, updates);
        }
        else
        {
            traffic.Start();
            sender.Start();
        }

        var other = aside?.Invoke(traffic) ?? Task.CompletedTask;
        await Task.WhenAll(other, traffic.Completed).WaitAsync(plan.Limit, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Afterwards, TimeProvider.System, CancellationToken.None); // for copies
        sender?.Stop();
        side.Traffic = null;
        checks.Look(system, traffic, sender?.Refused ?? 0);
        if (other.IsFaulted)
        {
            await other;
        }

        return traffic;
    }

    private static WebhookSender Sender(BenchedSystem system, Traffic traffic) => new(
        new IPEndPoint(IPAddress.Loopback, system.Webhook.Port), traffic, Rendering.Webhooks(traffic, system.Webhook, system.Channel, system.Sink.Url));
}
