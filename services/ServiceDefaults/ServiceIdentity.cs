namespace Relay.ServiceDefaults;

/// <summary>The identity of a service.</summary>
/// <param name="Name">In kebab-case (<c>telegram-gateway</c>): the prefix of its endpoints, its name in traces and in the database.</param>
public sealed record ServiceIdentity(string Name);
