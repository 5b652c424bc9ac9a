namespace Relay.TelegramGateway.LinkingFiles;

/// <summary>The link of a file.</summary>
/// <param name="Id">Nobody can guess it.</param>
/// <param name="Url">The address that managers open. Never logged: whoever has it can open the file.</param>
internal sealed record FileLink(Guid Id, string Url);
