using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Watching;

/// <summary>
/// How long settled rows are kept. Texts are deleted earlier if the settings say so; a shared contact keeps its text, because ClientDirectory's
/// database is repaired from it.
/// </summary>
internal static class Kept
{
    public static readonly Removal[] Removals =
    [
        new("accepted", "message_id", "settled_at", Timings.AcceptedKept),
        new("accepted", "message_id", "settled_at", For: null, "body = NULL", "body IS NOT NULL AND type <> 'ClientContactShared'"),
        // An outcome that its origin still asks for stays.
        new(
            "delivery",
            "message_id",
            "done_at",
            Timings.DeliveredKept,
            Where: $"announce_at IS NULL AND coalesce(attempted_at, done_at) < now() - {Timings.Interval(Timings.DeliveredKept)}"),
        new("delivery", "message_id", "done_at", For: null, "body = '', words = NULL", "body <> '' AND announce_at IS NULL"),
        new("sent_id", "provider_message_id", "at", Timings.DeliveredKept),
        new("sent_id", "provider_message_id", "at", For: null, "content = NULL", "content IS NOT NULL"), // a short text could be guessed from its hash
        new("bucket", "key", "refilled_at", Timings.BucketsKept),
    ];
}
