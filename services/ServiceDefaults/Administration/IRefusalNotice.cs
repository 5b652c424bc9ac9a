namespace Relay.ServiceDefaults.Administration;

/// <summary>Somebody who tells the owner of refused calls.</summary>
public interface IRefusalNotice
{
    /// <summary>Tells it; the same hour is told once.</summary>
    Task TellAsync(string what, long count, DateTimeOffset hour, CancellationToken cancellationToken);
}
