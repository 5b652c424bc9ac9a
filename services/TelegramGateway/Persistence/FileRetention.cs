using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Persistence;

/// <summary>How long links to clients' files live.</summary>
internal static class FileRetention
{
    public static Removal Of(ClientFileOptions options) => new("client_file", "id", "created_at", TimeSpan.FromDays(options.KeepDays));
}
