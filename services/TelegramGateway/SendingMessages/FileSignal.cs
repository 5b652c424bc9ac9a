using Relay.Delivery.Queues;

namespace Relay.TelegramGateway.SendingMessages;

/// <summary>Wakes the fetching of files.</summary>
internal sealed class FileSignal : Signal;
