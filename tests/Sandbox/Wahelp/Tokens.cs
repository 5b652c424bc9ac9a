using System.Collections.Concurrent;
using System.Security.Cryptography;
using Relay.Sandbox.Controls;

namespace Relay.Sandbox.Wahelp;

/// <summary>Bearer tokens: issued at log-in and refresh, valid until they expire, are replaced or revoked.</summary>
internal sealed class Tokens
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> expiries = new();
    private readonly Settings settings;
    private readonly TimeProvider time;

    public Tokens(SandboxOptions options, Settings settings, TimeProvider time)
    {
        (this.settings, this.time) = (settings, time);
        expiries[options.WahelpAccessToken] = DateTimeOffset.MaxValue;
    }

    /// <returns>The token and its lifetime in seconds.</returns>
    public (string Token, int ExpiresIn) Issue()
    {
        var token = RandomNumberGenerator.GetHexString(40, lowercase: true);
        var lifetime = settings.Now.TokenLifetimeSeconds;
        expiries[token] = time.GetUtcNow().AddSeconds(lifetime);
        return (token, lifetime);
    }

    public bool IsGood(string? token) =>
        token is not null && expiries.TryGetValue(token, out var expiry) && time.GetUtcNow() < expiry;

    public void Revoke(string token) => expiries.TryRemove(token, out _);

    public void RevokeAll() => expiries.Clear();
}
