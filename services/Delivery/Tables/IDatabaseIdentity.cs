namespace Relay.Delivery.Tables;

/// <summary>The identity of the database.</summary>
public interface IDatabaseIdentity
{
    /// <summary>The first start, as an SQL expression for gauges.</summary>
    const string CreatedAtSql = "(SELECT created_at FROM database)";

    /// <summary>The first start: messages that providers created before it are not relayed. Waits until the database is there.</summary>
    Task<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken);

    /// <summary>A lane's name for logs, traces, metrics and notices: an HMAC under a key that is created with the database.</summary>
    Task<string> PublicNameAsync(string lane, CancellationToken cancellationToken);

    /// <summary>An id of 128 bits that nobody without the database's key can guess. The same name always has the same one.</summary>
    Task<Guid> SecretIdAsync(string name, CancellationToken cancellationToken);
}
