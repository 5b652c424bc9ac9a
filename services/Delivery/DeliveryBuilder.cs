using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.Delivery;

/// <summary>A gateway's configuration of Delivery.</summary>
public sealed class DeliveryBuilder
{
    internal Dictionary<string, PublishedContract> Published { get; } = new(StringComparer.Ordinal);

    internal Type? Sender { get; private set; }

    internal Type? Writers { get; private set; }

    internal string? Peer { get; private set; }

    internal string? Provider { get; private set; }

    /// <summary>A numbered contract that this service publishes until its outcome is back.</summary>
    /// <param name="withNumbers">Returns the contract with number and previous as computed at publication.</param>
    public DeliveryBuilder PublishesInLanes<T>(Func<T, long, long, T> withNumbers)
        where T : class
    {
        Published.Add(typeof(T).Name, new PublishedContract(typeof(T), (message, number, previous) => withNumbers((T)message, number, previous)));
        return this;
    }

    /// <summary>An unnumbered contract that this service publishes until it is settled.</summary>
    public DeliveryBuilder Publishes<T>()
        where T : class
    {
        Published.Add(typeof(T).Name, new PublishedContract(typeof(T), (message, _, _) => message));
        return this;
    }

    /// <summary>How messages are sent, and how people are informed about theirs.</summary>
    /// <param name="peer">The service at the other end of all lanes (<c>wahelp-gateway</c>): only with it are gaps repaired.</param>
    /// <param name="provider">The provider's name in metrics (<c>telegram</c>).</param>
    public DeliveryBuilder SendsBy<TSender, TWriters>(string peer, string provider)
        where TSender : class, ISender
        where TWriters : class, IWriters
    {
        (Sender, Writers, Peer, Provider) = (typeof(TSender), typeof(TWriters), peer, provider);
        return this;
    }
}
