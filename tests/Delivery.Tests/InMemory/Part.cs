namespace Relay.Delivery.Tests.InMemory;

/// <summary>What one call sends.</summary>
/// <param name="To">To whom.</param>
/// <param name="Number">Which part of its message it is, counted from 0.</param>
internal record Part(string To, int Number);
