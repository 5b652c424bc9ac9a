using System.Security.Cryptography;
using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Files;

/// <summary>A file that a client, the bot or a manager sent.</summary>
/// <param name="Id">Telegram's <c>file_id</c>; in the address of a manager's file.</param>
/// <param name="Kind">How Telegram shows it: <c>photo</c>, <c>document</c>, …; null for a manager's upload.</param>
/// <param name="Name">Null if it has none.</param>
/// <param name="Type">The MIME type by its name or its kind; nobody looks into the bytes.</param>
internal sealed record StoredFile(string Id, string? Kind, string? Name, string Type, byte[] Bytes)
{
    /// <summary>The SHA-256 of the bytes, in hex.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>In bytes, as Telegram tells it.</summary>
    public long Size { get; init; } = Bytes.Length;

    /// <summary>Telegram's <c>file_unique_id</c>: the same for the same bytes.</summary>
    public string UniqueId => Hash[..16];

    /// <summary>What the journal holds of it.</summary>
    public SeenFile Seen => new(Id, Kind, Name, Type, Size, Hash);
}
