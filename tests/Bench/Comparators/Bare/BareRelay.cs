namespace Relay.Bench.Comparators.Bare;

/// <summary>
/// The relay's hops with the relay's guarantees, written as tightly as they can be: one process, no framework, no lookup of clients, one kind of
/// message, in memory whatever may be forgotten. Per message: accepted durably, once, with a number in its lane; published with confirm to a
/// quorum queue; stored by the receiver before it acknowledges; an intent committed before the call and the outcome after it, one message of a
/// lane in flight; the outcome back by the broker, and the row settled. What the relay can do beyond that, it cannot: this is the ceiling.
/// </summary>
internal static class BareRelay
{
    public static async Task RunAsync(Comparator comparator, string broker, string telegramDatabase, string wahelpDatabase)
    {
        using var providers = new Providers(comparator.Providers);
        await using var telegram = await BareTables.OpenAsync(telegramDatabase);
        await using var wahelp = await BareTables.OpenAsync(wahelpDatabase);
        await using var queues = await BareQueues.ConnectAsync(new Uri(broker));
        var fromClients = new BareOrigin(telegram, queues, "clients");
        var fromOperators = new BareOrigin(wahelp, queues, "operators");
        await Task.WhenAny(
            await fromClients.StartAsync(),
            await fromOperators.StartAsync(),
            await new BareReceiver(wahelp, queues, "clients", providers.PutAsync).StartAsync(),
            await new BareReceiver(telegram, queues, "operators", providers.SendAsync).StartAsync(),
            AcceptUpdatesAsync(providers, fromClients),
            WebhookListener.RunAsync(comparator.Listen, fromOperators.AcceptAsync)).Unwrap();
    }

    private static async Task AcceptUpdatesAsync(Providers providers, BareOrigin origin)
    {
        long? offset = null;
        while (true)
        {
            var updates = await providers.PollAsync(offset);
            await Task.WhenAll(updates.Select(origin.AcceptAsync));
            offset = updates.Count > 0 ? updates[^1].Id + 1 : null;
        }
    }
}
