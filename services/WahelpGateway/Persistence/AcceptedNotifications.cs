using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.WahelpGateway.Persistence;

/// <summary>
/// Notifications among what was accepted. They go to the client as managers' replies do; their mark tells them apart.
/// </summary>
internal interface IAcceptedNotifications
{
    /// <summary>Those of the messages that are notifications, and what is known of them. They are forgotten 30 days after they settled.</summary>
    Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);
}

/// <summary>A notification that was accepted.</summary>
/// <param name="Mark">What tells it from another one with its id.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Outcome"><c>delivered</c>, why it failed, or <c>held: …</c>; null where nothing was heard of it yet.</param>
/// <param name="SettledAt">When its outcome came back; null until then.</param>
internal sealed record AcceptedNotification(string Mark, DateTimeOffset AcceptedAt, string? Outcome, DateTimeOffset? SettledAt)
{
    private const string Prefix = "notification:";

    /// <summary>What the marks of notifications are like.</summary>
    public const string Pattern = Prefix + "%";

    /// <summary>Says that it is a notification, and which phone and text it has, without either.</summary>
    public static string MarkOf(string phone, string text) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{phone}\n{text}")));
}

internal sealed class AcceptedNotifications(NpgsqlDataSource database, DatabaseRetries retries) : IAcceptedNotifications
{
    public Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        retries.RepeatAsync(token => ReadAsync(messageIds, token), cancellationToken);

    private async Task<IReadOnlyDictionary<Guid, AcceptedNotification>> ReadAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT message_id, mark, accepted_at, outcome, settled_at FROM accepted WHERE message_id = ANY(@ids) AND mark LIKE @marks");
        command.Parameters.Add(new("ids", messageIds));
        command.Parameters.Add(new("marks", AcceptedNotification.Pattern));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<Guid, AcceptedNotification>();
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(rows.GetGuid(0), new AcceptedNotification(
                rows.GetString(1),
                rows.GetFieldValue<DateTimeOffset>(2),
                await rows.IsDBNullAsync(3, cancellationToken) ? null : rows.GetString(3),
                await rows.IsDBNullAsync(4, cancellationToken) ? null : rows.GetFieldValue<DateTimeOffset>(4)));
        }

        return found;
    }
}
