using Npgsql;
using Relay.Contracts.Wahelp;
using Relay.Delivery;

namespace Relay.WahelpGateway.Persistence;

/// <summary>
/// Notifications among what was accepted. They go to the client as managers' replies do; what was stored as having come tells them apart.
/// </summary>
internal interface IAcceptedNotifications
{
    /// <summary>Those of the messages that are notifications, and what is known of them. They are forgotten 30 days after they settled.</summary>
    Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);
}

/// <summary>A notification that was accepted.</summary>
/// <param name="Phone">In E.164.</param>
/// <param name="Text">What the client reads.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Outcome"><c>delivered</c>, why it failed, or <c>held: …</c>; null where nothing was heard of it yet.</param>
/// <param name="SettledAt">When its outcome came back; null until then.</param>
internal sealed record AcceptedNotification(string Phone, string Text, DateTimeOffset AcceptedAt, string? Outcome, DateTimeOffset? SettledAt)
{
    private const string Prefix = "notification:";

    /// <summary>What is stored as having come; made of the caller's id.</summary>
    public static string Raw(string id) => Prefix + id;

    /// <summary>What the raw text of every notification is like.</summary>
    public const string RawPattern = Prefix + "%";
}

internal sealed class AcceptedNotifications(NpgsqlDataSource database) : IAcceptedNotifications
{
    public async Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT message_id, body, accepted_at, outcome, settled_at FROM accepted WHERE message_id = ANY(@ids) AND type = @type AND raw LIKE @raw");
        command.Parameters.Add(new("ids", messageIds));
        command.Parameters.Add(new("type", nameof(OperatorReplied)));
        command.Parameters.Add(new("raw", AcceptedNotification.RawPattern));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, AcceptedNotification>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var reply = MessageJson.Read<OperatorReplied>(rows.GetString(1));
            found.Add(rows.GetGuid(0), new AcceptedNotification(
                reply.Phone,
                reply.Text,
                rows.GetFieldValue<DateTimeOffset>(2),
                await rows.IsDBNullAsync(3, cancellationToken) ? null : rows.GetString(3),
                await rows.IsDBNullAsync(4, cancellationToken) ? null : rows.GetFieldValue<DateTimeOffset>(4)));
        }

        return found;
    }
}
