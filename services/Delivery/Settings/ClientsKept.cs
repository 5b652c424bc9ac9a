namespace Relay.Delivery.Settings;

/// <summary>How long the directory's answers are remembered.</summary>
/// <param name="For">From the question on.</param>
internal sealed record ClientsKept(TimeSpan For);
