namespace Relay.Sandbox.Journals;

/// <summary>What is known of a file without its bytes.</summary>
/// <param name="Id">For <c>GET /control/files/{id}</c>; Telegram's <c>file_id</c>.</param>
/// <param name="Kind">How Telegram shows it: <c>photo</c>, <c>document</c>, …; null for a manager's upload.</param>
/// <param name="Name">Null if it has none.</param>
/// <param name="Type">The MIME type.</param>
/// <param name="Size">In bytes, as Telegram tells it.</param>
/// <param name="Hash">The SHA-256 of the bytes, in hex.</param>
internal sealed record SeenFile(string Id, string? Kind, string? Name, string Type, long Size, string Hash);
