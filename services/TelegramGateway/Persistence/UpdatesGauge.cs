using Relay.Delivery.Tables;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.TelegramGateway.Persistence;

/// <summary>Whether updates come, as a metric; before the first answer since the database was made, so that it rises then too.</summary>
internal static class UpdatesGauge
{
    public static readonly DatabaseLook LastGood = new(
        $"SELECT extract(epoch FROM now() - coalesce((SELECT max(last_good_at) FROM poller), {IDatabaseIdentity.CreatedAtSql}))::float8 AS age",
        Tag: null,
        new LookedGauge(
            "relay.telegram.updates.age", "age", "s", "Time since Telegram last answered getUpdates, or showed our webhook, whichever instance asked."));
}
