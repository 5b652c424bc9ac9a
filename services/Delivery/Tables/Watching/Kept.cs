using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Watching;

/// <summary>
/// For how long what was settled is remembered. Texts go earlier where the settings say so; a shared contact keeps its own, from which
/// ClientDirectory's database is repaired.
/// </summary>
internal static class Kept
{
    public static readonly Removal[] Removals =
    [
        new("accepted", "message_id", "settled_at", Timings.AcceptedKept),
        new("accepted", "message_id", "settled_at", For: null, "body = NULL", "body IS NOT NULL AND type <> 'ClientContactShared'"),
        // An outcome that its origin still asks for stays.
        new("delivery", "message_id", "done_at", Timings.DeliveredKept, Where: "announce_at IS NULL AND coalesce(attempted_at, done_at) < now() - interval '90 days'"),
        new("delivery", "message_id", "done_at", For: null, "body = ''", "body <> '' AND announce_at IS NULL"),
        new("sent_id", "provider_message_id", "at", Timings.DeliveredKept),
        new("bucket", "key", "refilled_at", Timings.BucketsKept),
    ];
}
