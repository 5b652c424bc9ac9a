using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Relay.Sandbox.Wahelp;

/// <summary>One value, in the spelling of different accounts.</summary>
internal static class Spelling
{
    private static readonly TimeSpan Moscow = TimeSpan.FromHours(3);

    /// <returns>Null if there is no id.</returns>
    public static JsonNode? Of(long id, IdSpelling spelling) => spelling switch
    {
        IdSpelling.None => null,
        IdSpelling.Text => id.ToString(),
        IdSpelling.Uuid => new Guid(SHA256.HashData(BitConverter.GetBytes(id)).AsSpan(0, 16)).ToString(),
        _ => id,
    };

    public static JsonNode Of(DateTimeOffset time, TimeSpelling spelling) => spelling switch
    {
        TimeSpelling.Unix => time.ToUnixTimeSeconds(),
        TimeSpelling.Moscow => time.ToOffset(Moscow).ToString("yyyy-MM-dd HH:mm:ss"),
        _ => time.ToString("O"),
    };

    public static JsonNode Of(string phone, PhoneSpelling spelling) => spelling switch
    {
        PhoneSpelling.NoPlus => phone.TrimStart('+'),
        PhoneSpelling.Number when long.TryParse(phone.AsSpan().TrimStart('+'), out var number) => number,
        PhoneSpelling.Eight when phone.StartsWith("+7", StringComparison.Ordinal) => "8" + phone[2..],
        PhoneSpelling.Ten when phone.StartsWith("+7", StringComparison.Ordinal) => phone[2..],
        _ => phone,
    };
}

internal enum IdSpelling
{
    Number,

    /// <summary>The number as a JSON string.</summary>
    Text,

    /// <summary>A uuid that does not reveal the number; the same one each time.</summary>
    Uuid,

    /// <summary>No id.</summary>
    None,
}

internal enum TimeSpelling
{
    /// <summary>ISO 8601 with the offset, in UTC.</summary>
    Iso,

    /// <summary>Seconds since 1970.</summary>
    Unix,

    /// <summary>Moscow time, without a zone: 2026-01-31 15:04:05</summary>
    Moscow,
}

internal enum PhoneSpelling
{
    /// <summary>+79991234567</summary>
    E164,

    /// <summary>79991234567</summary>
    NoPlus,

    /// <summary>The same as a JSON number.</summary>
    Number,

    /// <summary>89991234567</summary>
    Eight,

    /// <summary>9991234567</summary>
    Ten,
}
