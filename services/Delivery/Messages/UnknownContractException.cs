namespace Relay.Delivery.Messages;

/// <summary>A stored contract that this version cannot read.</summary>
internal sealed class UnknownContractException : Exception;
