using Microsoft.Extensions.DependencyInjection;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Settings;

namespace Relay.Delivery;

/// <summary>A gateway's configuration of Delivery.</summary>
public sealed class DeliveryBuilder
{
    internal Dictionary<string, PublishedContract> Published { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds what was named in <see cref="SendsBy"/>; null if it was not called.</summary>
    internal Action<IServiceCollection>? AddSender { get; private set; }

    internal string Peer { get; private set; } = "";

    internal string Provider { get; private set; } = "";

    internal ClientsKept ClientsKept { get; private set; } = new(Timings.ClientsKept);

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
    public DeliveryBuilder RemembersClientsFor(TimeSpan time)
    {
        ClientsKept = new ClientsKept(time);
        return this;
    }

    /// <summary>
    /// The provider, and how people are told what became of their messages. Beside it register an <see cref="IMessageKind{TPart}"/> for each kind of
    /// message, and an <see cref="ILaneWork"/> for each kind of work.
    /// </summary>
    /// <param name="peer">The service at the other end of all lanes (<c>wahelp-gateway</c>): gaps are asked of it, and answered to it, alone.</param>
    /// <param name="provider">The provider's name in metrics (<c>telegram</c>).</param>
    public DeliveryBuilder SendsBy<TProvider, TPart, TWriters>(string peer, string provider)
        where TProvider : class, IProvider<TPart>
        where TWriters : class, IWriters
    {
        (Peer, Provider) = (peer, provider);
        AddSender = services => services
            .AddSingleton<IProvider<TPart>, TProvider>().AddSingleton<ISender, MessageSender<TPart>>().AddSingleton<IWriters, TWriters>();
        return this;
    }
}
