namespace Relay.Bench.Comparators;

/// <summary>
/// A quick script: updates are forwarded one after another, and each webhook is forwarded before it is answered. Nothing is stored or repeated: what
/// it has in hand when it dies, or when a provider is away, is lost.
/// </summary>
internal static class DirectScript
{
    public static async Task RunAsync(Comparator comparator)
    {
        using var providers = new Providers(comparator.Providers);
        await Task.WhenAny(
            ForwardUpdatesAsync(providers),
            WebhookListener.RunAsync(comparator.Listen, async written => await providers.SendAsync(written.Party, written.Text))).Unwrap();
    }

    private static async Task ForwardUpdatesAsync(Providers providers)
    {
        long? offset = null;
        while (true)
        {
            foreach (var written in await providers.PollAsync(offset))
            {
                await providers.PutAsync(written.Party, written.Text);
                offset = written.Id + 1;
            }
        }
    }
}
