using Npgsql;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Operations;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using UUIDNext;

namespace Relay.ClientDirectory.TellingTheOwner;

/// <summary>
/// Notices about dead letters: one for each hour in which some came. Plain SQL: it runs at each start and every few seconds, and a start that opens
/// no context builds no model.
/// </summary>
internal sealed class DeadLetterNotices(
    NpgsqlDataSource database, ServiceIdentity service, RelayOptions options, TimeProvider time)
{
    private static readonly Guid Namespace = new("d1f3a9c4-5b7e-4c1d-9e2f-6f776e657200");

    /// <summary>Older letters are in the health details and need no notice.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    /// <summary>The notices not yet sent.</summary>
    public async Task<IReadOnlyList<OwnerMustKnow>> UntoldAsync(CancellationToken cancellationToken)
    {
        var notices = (await HoursAsync(cancellationToken)).ToDictionary(NoticeId);
        if (notices.Count == 0)
        {
            return [];
        }

        foreach (var told in await database.ReadAsync(NoticeStatements.Told(notices.Keys), cancellationToken))
        {
            notices.Remove(told);
        }

        return [.. notices.Select(notice => Notice(notice.Key, notice.Value))];
    }

    /// <summary>Remembers that the owner got a notice. Other services' notices change nothing.</summary>
    public async Task ToldAsync(Guid noticeId, CancellationToken cancellationToken)
    {
        if ((await HoursAsync(cancellationToken)).Any(hour => NoticeId(hour) == noticeId))
        {
            await database.RunAsync(NoticeStatements.Remember(noticeId, time.GetUtcNow()), cancellationToken);
        }
    }

    private Task<IReadOnlyList<DateTimeOffset>> HoursAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(NoticeStatements.HoursWithDeadLetters(time.GetUtcNow() - Horizon), cancellationToken);

    private Guid NoticeId(DateTimeOffset hour) => Uuid.NewNameBased(Namespace, $"{service.Name}:dead_letters:{hour:yyyy-MM-ddTHH}");

    private OwnerMustKnow Notice(Guid id, DateTimeOffset hour) => new()
    {
        MessageId = id,
        Service = service.Name,
        Cause = "dead_letters",
        Words = options.Language == RelayLanguage.Ru
            ? "Справочник клиентов не смог обработать часть сообщений и сохранил их. Посмотреть: ./relay dead list client-directory"
            : "The client directory could not process some messages and kept them. To see them: ./relay dead list client-directory",
        Since = hour,
    };
}
