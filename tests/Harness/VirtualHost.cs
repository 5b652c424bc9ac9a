namespace Relay.Harness;

/// <summary>A virtual host of a test's own: its exchanges and queues meet nobody else's.</summary>
public sealed class VirtualHost : IAsyncDisposable
{
    readonly IVirtualHosts hosts;

    internal VirtualHost(IVirtualHosts hosts, string name, Uri uri)
    {
        this.hosts = hosts;
        Name = name;
        Uri = uri;
    }

    /// <summary>Its name on the broker.</summary>
    public string Name { get; }

    /// <summary><c>amqp://user:password@host:port/name</c>.</summary>
    public Uri Uri { get; }

    /// <summary>Removes it with all its queues.</summary>
    public async ValueTask DisposeAsync() => await hosts.RemoveAsync(Name);
}

/// <summary>How virtual hosts are made; AMQP itself has no way to.</summary>
interface IVirtualHosts
{
    /// <summary>Makes one, open to our user, and returns its name (another, where the wished one could not be made).</summary>
    Task<string> AddAsync(string name);

    Task RemoveAsync(string name);
}
