namespace Relay.Delivery.Announcing;

/// <summary>Wakes the announcer: outcomes were committed.</summary>
internal sealed class AnnounceSignal : Signal;
