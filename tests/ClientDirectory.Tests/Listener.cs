using System.Collections.Concurrent;
using MassTransit;
using Relay.Contracts.Clients;
using Relay.Contracts.Operations;
using Relay.Harness;

namespace Relay.ClientDirectory.Tests;

/// <summary>A bus that listens instead of the gateways.</summary>
internal static class Listener
{
    public static IBusControl Create(Uri broker, Heard heard) => MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        var user = Uri.UnescapeDataString(broker.UserInfo).Split(':');
        rabbit.Host(broker.Host, (ushort)broker.Port, Uri.UnescapeDataString(broker.AbsolutePath.TrimStart('/')), host =>
        {
            host.Username(user[0]);
            host.Password(user[1]);
        });
        rabbit.ReceiveEndpoint("listener", endpoint =>
        {
            endpoint.Handler<ClientLinked>(context => heard.Add(context.Message));
            endpoint.Handler<ClientUnlinked>(context => heard.Add(context.Message));
            endpoint.Handler<ContactRefused>(context => heard.Add(context.Message));
            endpoint.Handler<OwnerMustKnow>(context => heard.Add(context.Message));
        });
    });
}

/// <summary>The directory's announcements.</summary>
internal sealed class Heard
{
    private readonly ConcurrentQueue<object> events = [];

    public Task Add(object announcement)
    {
        events.Enqueue(announcement);
        return Task.CompletedTask;
    }

    public IReadOnlyList<T> Of<T>(Func<T, bool> about) => [.. events.OfType<T>().Where(about)];

    /// <summary>The announcement number <paramref name="count"/> of its kind, and no later one.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool> about, int count = 1)
    {
        await Waiting.UntilAsync(() => Of(about).Count >= count, Directory.Patience, $"{count} × {typeof(T).Name}");
        return Of(about)[count - 1];
    }
}
