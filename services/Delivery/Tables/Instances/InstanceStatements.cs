using NpgsqlTypes;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables.Instances;

/// <summary>The statements for instances' liveness.</summary>
internal static class InstanceStatements
{
    /// <summary>The first key of the advisory locks, so that they collide with no others: "RLAY".</summary>
    private const int LockClass = 0x524C4159;

    /// <summary>Registers a new instance and returns its id.</summary>
    public static Statement<long> Register() => new("INSERT INTO instance (beat, started_at) VALUES (0, now()) RETURNING id", row => row.Number("id"));

    /// <summary>Changes no row if this instance was declared dead.</summary>
    public static Statement Beat(long id) => new("UPDATE instance SET beat = beat + 1 WHERE id = @id") { Parameters = [new("id", id)] };

    /// <summary>Takes an instance's lock for this connection. Returns false if another connection has it.</summary>
    public static Statement<bool> TryLock(long id) => new($"SELECT pg_try_advisory_lock({LockClass}, @id) AS locked", row => row.Is("locked"))
    {
        Parameters = [new("id", (int)id)],
    };

    /// <summary>Releases the lock.</summary>
    public static Statement<bool> Unlock(long id) => new($"SELECT pg_advisory_unlock({LockClass}, @id) AS unlocked", row => row.Is("unlocked"))
    {
        Parameters = [new("id", (int)id)],
    };

    /// <summary>Returns true if this instance's lock is free.</summary>
    public static Statement<bool> IsUnlocked(long id) => new($"SELECT pg_try_advisory_xact_lock({LockClass}, @id) AS unlocked", row => row.Is("unlocked"))
    {
        Parameters = [new("id", (int)id)],
    };

    /// <summary>How many instances hold their lock on this database.</summary>
    public static Statement<long> CountLiving() => new(
        "SELECT count(*) AS living FROM pg_locks WHERE locktype = 'advisory' AND classid = @class AND database = (SELECT oid FROM pg_database "
            + "WHERE datname = current_database())",
        row => row.Number("living"))
    {
        Parameters = [new("class", NpgsqlDbType.Oid) { Value = (uint)LockClass }],
    };

    /// <summary>The beats of the other instances.</summary>
    public static Statement<(long Id, long Beat)> Others(long me) =>
        new("SELECT id, beat FROM instance WHERE id <> @me", row => (row.Number("id"), row.Number("beat")))
        {
            Parameters = [new("me", me)],
        };

    /// <summary>
    /// Blocks declaring this instance dead until the commit, so that no lane is taken for a dead instance. Returns no row if it is already dead.
    /// </summary>
    public static Statement<bool> KeepAlive(long me) => new("SELECT 1 FROM instance WHERE id = @me FOR KEY SHARE", _ => true) { Parameters = [new("me", me)] };

    /// <summary>
    /// Declares an instance dead: takes its rights and its role, so that it takes no more lanes. <see cref="FreeLanes"/> frees its lanes. Returns false
    /// if it is alive, or was declared dead before. Fails with 55P03 while it is within a round, if the transaction has a lock timeout.
    /// </summary>
    /// <param name="id">The instance.</param>
    /// <param name="onlyAtBeat">Declare it dead only if its beat is still this one; null for this instance itself.</param>
    public static Statement<bool> Bury(long id, long? onlyAtBeat) => new(
        """
        WITH buried AS (DELETE FROM instance WHERE id = @id AND beat = coalesce(@beat, beat) RETURNING id),
        roles AS (DELETE FROM role WHERE instance IN (SELECT id FROM buried))
        SELECT EXISTS (SELECT FROM buried) AS is_buried
        """,
        row => row.Is("is_buried"))
    {
        Parameters = [new("id", id), new("beat", NpgsqlDbType.Bigint) { Value = onlyAtBeat ?? (object)DBNull.Value }],
    };

    /// <summary>Dead instances that still own lanes.</summary>
    public static Statement<long> BuriedOwners() => new(
        "SELECT DISTINCT owner FROM lane WHERE owner IS NOT NULL AND NOT EXISTS (SELECT FROM instance WHERE id = owner)", row => row.Number("owner"));

    /// <summary>
    /// Frees the lanes of dead instances. The rows of running calls become uncertain and count an unanswered attempt, unless the call is idempotent; their
    /// lanes are due when signs of an arrival would have shown. It is unknown whether the provider was answering when the calls were cut off, so it is
    /// paused until it has answered the harmless call. Lanes locked by another transaction are left for the next time. Returns for each freed lane whether
    /// its message became uncertain.
    /// </summary>
    /// <param name="buried">Their ids, which no later instance gets again: an instance that takes a lane meanwhile keeps it.</param>
    /// <param name="arrivalShowsWithin">How long to look for signs of an arrival.</param>
    public static Statement<bool> FreeLanes(IReadOnlyList<long> buried, TimeSpan arrivalShowsWithin) => new(
        """
        WITH dead AS (SELECT key, held_reason FROM lane WHERE owner = ANY(@buried) FOR UPDATE SKIP LOCKED),
        called AS (
            SELECT d.message_id, d.lane, dead.held_reason FROM dead JOIN delivery d ON d.lane = dead.key AND d.done_at IS NULL AND d.state = 'sending'),
        at_hand AS (SELECT message_id FROM delivery WHERE message_id IN (SELECT message_id FROM called) FOR UPDATE SKIP LOCKED),
        cut_off AS (
            UPDATE delivery d SET unanswered = d.unanswered + CASE WHEN d.may_repeat THEN 0 ELSE 1 END,
                uncertain_since = CASE WHEN d.may_repeat THEN d.uncertain_since ELSE now() END,
                state = CASE WHEN d.arrived THEN 'delivered' WHEN d.reason = c.held_reason THEN 'held' ELSE 'pending' END,
                done_at = CASE WHEN d.arrived THEN now() END,
                announce_at = CASE WHEN d.arrived AND NOT d.local THEN now() ELSE d.announce_at END
            FROM called c WHERE d.message_id = c.message_id AND d.message_id IN (SELECT message_id FROM at_hand) AND d.state = 'sending'
            RETURNING d.lane, d.number, d.done_at, d.may_repeat),
        uncertain AS (SELECT * FROM cut_off WHERE NOT may_repeat),
        doubt AS (
            UPDATE provider SET paused_until = now(), paused_since = now(), why = 'unanswered', account = false, by_call = true,
              probes = 0, probing_until = NULL
            WHERE EXISTS (SELECT FROM uncertain WHERE done_at IS NULL)
              AND id IN (SELECT id FROM provider WHERE paused_until IS NULL FOR UPDATE SKIP LOCKED))
        UPDATE lane SET owner = NULL,
            last_done = greatest(last_done, (SELECT c.number FROM cut_off c WHERE c.lane = key AND c.done_at IS NOT NULL)),
            due_at = now() + CASE WHEN key IN (SELECT lane FROM uncertain) THEN @wait * interval '1 s' ELSE interval '0' END
        WHERE key IN (SELECT key FROM dead) AND (key NOT IN (SELECT lane FROM called) OR key IN (SELECT lane FROM cut_off))
        RETURNING key IN (SELECT lane FROM uncertain) AS is_uncertain
        """,
        row => row.Is("is_uncertain"))
    {
        Parameters = [Column.Of("buried", buried), new("wait", arrivalShowsWithin.TotalSeconds)],
    };

    /// <summary>Takes or keeps a role. Changes no row if another living instance has it, or this one is dead.</summary>
    public static Statement TryHold(string role, long me) => new(
        """
        INSERT INTO role AS r (name, instance) SELECT @role, id FROM instance WHERE id = @me FOR KEY SHARE
        ON CONFLICT (name) DO UPDATE SET instance = excluded.instance
        WHERE r.instance = excluded.instance OR NOT EXISTS (SELECT FROM instance i WHERE i.id = r.instance)
        """)
    {
        Parameters = [new("role", role), new("me", me)],
    };
}
