using Relay.Delivery.TellingTheOwner;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Tells the owner, once per host, that files are on a host that no setting names.</summary>
internal sealed class UnknownHosts(IOwnerNotices owner, RelayOptions relay)
{
    public Task TellAsync(string host, CancellationToken cancellationToken) => owner.TellAsync(
        new OwnerNotice("file_host", host, Words.UnknownFileHost(relay.Language, host), DateTimeOffset.UnixEpoch), // no time makes it another notice
        cancellationToken);
}
