using System.Collections.Concurrent;

namespace Relay.Sandbox.Wahelp;

/// <summary>The channel's users, created on first use.</summary>
internal sealed class Users
{
    private readonly ConcurrentDictionary<long, string> phones = new();

    /// <summary>The id is derived from the phone, so that it is the same after a restart of the sandbox.</summary>
    public long GetOrCreate(string phone)
    {
        var id = IdOf(phone);
        phones.TryAdd(id, phone);
        return id;
    }

    public long? Find(string phone) => phones.ContainsKey(IdOf(phone)) ? IdOf(phone) : null;

    public string? PhoneOf(long id) => phones.GetValueOrDefault(id);

    public void Clear() => phones.Clear();

    private static long IdOf(string phone) => long.Parse(phone.AsSpan(1)) % 10_000_000_000;
}
