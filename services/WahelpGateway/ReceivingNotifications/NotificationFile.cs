using Relay.ServiceDefaults.Importing;
using Relay.ServiceDefaults.Persistence;

namespace Relay.WahelpGateway.ReceivingNotifications;

/// <summary><c>POST /notifications/file</c>: a table of phones and texts, for <c>./relay notify</c>.</summary>
internal sealed class NotificationFile(NotificationRules rules, NotificationDesk desk, DatabaseRetries retries, ILogger<NotificationFile> logger, bool note)
    : TableImport<(int Line, Notification Notification)>(logger)
{
    protected override IReadOnlyList<string> Required => ["phone", "text"];

    protected override IReadOnlyList<string> Optional => ["id"];

    protected override int ChunkSize => 500;

    protected override ((int Line, Notification Notification) Item, string? Refused) Read(TableRow row)
    {
        var (notification, refused) = rules.Check(row[2].Length > 0 ? row[2] : "-", row[0], row[1], note);
        return notification is null ? (default, refused)
            : ((row.Line, row[2].Length > 0
                ? notification
                : new Notification(NotificationRules.IdOfContent(notification.Phone, notification.Text), notification.Phone, notification.Text, note)), null);
    }

    protected override async Task<StoredChunk> StoreAsync(IReadOnlyList<(int Line, Notification Notification)> items, CancellationToken cancellationToken)
    {
        var results = await retries.RepeatAsync(token => desk.AcceptAsync([.. items.Select(item => item.Notification)], token), cancellationToken);
        return new StoredChunk(
            results.Count(result => result == Became.New),
            results.Count(result => result == Became.Known),
            [.. items.Zip(results).Where(pair => pair.Second == Became.Contradicts)
                .Select(pair => new RefusedRow(pair.First.Line, "its id was accepted before with another phone or text"))]);
    }
}
