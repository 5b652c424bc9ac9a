namespace Relay.WahelpGateway.WahelpApi;

/// <summary>A text for a client's conversation.</summary>
internal sealed record WahelpText(string Text);
