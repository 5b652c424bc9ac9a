using Relay.Delivery.Tables;
using Relay.ServiceDefaults.Telemetry;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The age of the last answer of Telegram; before the first one, the age of the database, so that the metric rises then too.</summary>
internal static class UpdatesGauge
{
    public static readonly DatabaseLook LastGood = new(
        $"SELECT extract(epoch FROM now() - coalesce((SELECT max(last_good_at) FROM poller), {IDatabaseIdentity.CreatedAtSql}))::float8 AS age",
        Tag: null,
        new LookedGauge("relay.telegram.updates.age", "age", "s", "Time since Telegram last answered getUpdates, or confirmed our webhook, to any instance."));
}
