namespace Relay.Delivery.Tables;

/// <summary>What the database knows of itself.</summary>
public interface IDatabaseIdentity
{
    /// <summary>The first start: what providers created before it is none of ours. Waits until the database is there.</summary>
    Task<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken);

    /// <summary>The name under which a lane may appear in logs, traces, metrics and notices: an HMAC under a key made with the database.</summary>
    Task<string> PublicNameAsync(string lane, CancellationToken cancellationToken);
}
