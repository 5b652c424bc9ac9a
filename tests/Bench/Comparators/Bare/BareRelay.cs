namespace Relay.Bench.Comparators.Bare;

/// <summary>
/// The relay's hops with the relay's guarantees, as tight as possible: one process, no framework, no look-ups of clients, one kind of message, and in
/// memory whatever may be forgotten. Each message is accepted durably, once, with a number in its lane; published with a confirm to a quorum queue;
/// stored by the receiver before the acknowledgement; sent between a committed intent and a committed outcome, one message of a lane in flight; and
/// settled when the outcome is back over the broker. It has nothing beyond that: this is the ceiling.
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
