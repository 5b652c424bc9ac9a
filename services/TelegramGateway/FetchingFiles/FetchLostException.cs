namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>The file is another instance's by now, or is not wanted any more.</summary>
internal sealed class FetchLostException() : Exception("The file is not this instance's any more.");
