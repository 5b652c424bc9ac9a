namespace Relay.Harness;

/// <summary>A virtual host of a test's own: its exchanges and queues meet nobody else's.</summary>
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

    /// <summary><c>amqp://user:password@host:port/name</c>, for tests: whoever has it may do anything.</summary>
    public Uri Uri { get; }

    /// <summary>The same for a service, with its rights.</summary>
    public Uri UriOf(RelayService service) => users is null ? Uri : Here(users.Broker(service));

    /// <summary>Removes it with all its queues.</summary>
    public async ValueTask DisposeAsync() => await hosts.RemoveAsync(Name);

    private Uri Here(Uri broker) => new UriBuilder(broker) { Path = System.Uri.EscapeDataString(Name) }.Uri;
}

/// <summary>How virtual hosts are made; AMQP itself has no way to.</summary>
internal interface IVirtualHosts
{
    /// <summary>Makes one, open to our user and to the services' users, and returns its name (another, where the wished one could not be made).</summary>
    Task<string> AddAsync(string name);

    Task RemoveAsync(string name);
}
