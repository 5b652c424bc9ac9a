using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Watching;

/// <summary>
/// How long settled rows are kept. Texts are deleted earlier if the settings say so; a shared contact keeps its text, because ClientDirectory's
/// database is repaired from it.
/// </summary>
internal static class Kept
{
    private static readonly TimeSpan Accepted = TimeSpan.FromDays(30);
    private static readonly TimeSpan Delivered = TimeSpan.FromDays(90);

    public static readonly Removal[] Removals =
    [
        new("accepted", "message_id", "settled_at", Accepted),
        new("accepted", "message_id", "settled_at", For: null, "body = NULL", "body IS NOT NULL AND type <> 'ClientContactShared'"),
        // An outcome that must still be announced stays.
        new("delivery", "message_id", "done_at", Delivered, Where: "announce_at IS NULL AND coalesce(attempted_at, done_at) < now() - interval '90 days'"),
        new("delivery", "message_id", "done_at", For: null, "body = ''", "body <> '' AND announce_at IS NULL"),
        new("sent_id", "provider_message_id", "at", Delivered),
        new("bucket", "key", "refilled_at", TimeSpan.FromDays(1)),
    ];
}
