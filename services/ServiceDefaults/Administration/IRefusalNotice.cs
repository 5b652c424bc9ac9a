namespace Relay.ServiceDefaults.Administration;

/// <summary>Notifies the owner of refused calls.</summary>
public interface IRefusalNotice
{
    /// <summary>Sends the notice; at most one per hour.</summary>
    Task TellAsync(string what, long count, DateTimeOffset hour, CancellationToken cancellationToken);
}
