namespace Relay.WahelpGateway.ReportingToOperators;

/// <summary>A note for the manager in a client's conversation, as it is stored.</summary>
/// <param name="Phone">Whose conversation: E.164.</param>
/// <param name="Reason">One of <see cref="Relay.Contracts.Reasons"/>.</param>
/// <param name="Held">True where the reply goes on when that ends; false where it failed.</param>
/// <param name="OfNotification">True where it was no manager's reply but another system's notification.</param>
internal sealed record Note(string Phone, string Reason, bool Held, bool OfNotification = false);
