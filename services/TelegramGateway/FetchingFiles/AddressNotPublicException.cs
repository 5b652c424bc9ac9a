namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>An allowed host leads to an address that is not public.</summary>
internal sealed class AddressNotPublicException() : Exception("The host leads to an address that is not public.");
