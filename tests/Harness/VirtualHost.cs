namespace Relay.Harness;

/// <summary>A virtual host for one test, with its own exchanges and queues.</summary>
public sealed class VirtualHost : IAsyncDisposable
{
    private readonly IVirtualHosts hosts;
    private readonly ServiceUsers? users;

    internal VirtualHost(IVirtualHosts hosts, string name, Uri broker, ServiceUsers? users)
    {
        this.hosts = hosts;
        this.users = users;
        Name = name;
        Uri = Here(broker);
    }

    /// <summary>Its name on the broker.</summary>
    public string Name { get; }

    /// <summary><c>amqp://user:password@host:port/name</c>, with all rights, for tests.</summary>
    public Uri Uri { get; }

    /// <summary>The same with a service's rights.</summary>
    public Uri UriOf(RelayService service) => users is null ? Uri : Here(users.Broker(service));

    /// <summary>Removes it with all its queues.</summary>
    public async ValueTask DisposeAsync() => await hosts.RemoveAsync(Name);

    private Uri Here(Uri broker) => new UriBuilder(broker) { Path = System.Uri.EscapeDataString(Name) }.Uri;
}

/// <summary>Creates virtual hosts; AMQP itself cannot.</summary>
internal interface IVirtualHosts
{
    /// <summary>Creates one, open to our user and to the services' users, and returns its name (a different one if the requested one was impossible).</summary>
    Task<string> AddAsync(string name);

    Task RemoveAsync(string name);
}
