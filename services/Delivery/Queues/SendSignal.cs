namespace Relay.Delivery.Queues;

/// <summary>Wakes the sending loop: something arrived, was released, or came back from the provider.</summary>
internal sealed class SendSignal : Signal;
