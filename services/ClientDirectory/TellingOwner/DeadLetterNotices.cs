using Microsoft.EntityFrameworkCore;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Operations;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Configuration;
using UUIDNext;

namespace Relay.ClientDirectory.TellingOwner;

/// <summary>What the owner must know of dead letters: one notice for each hour in which some came.</summary>
internal sealed class DeadLetterNotices(
    IDbContextFactory<DirectoryContext> contexts, ServiceIdentity service, RelayOptions options, TimeProvider time)
{
    private static readonly Guid Namespace = new("d1f3a9c4-5b7e-4c1d-9e2f-6f776e657200");

    /// <summary>Older ones are in the health details; nobody need be told of them any more.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(7);

    /// <summary>What the owner was not told yet.</summary>
    public async Task<IReadOnlyList<OwnerMustKnow>> UntoldAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var notices = (await HoursAsync(context, cancellationToken)).ToDictionary(NoticeId);
        var told = await context.Told.Where(row => notices.Keys.Contains(row.MessageId)).Select(row => row.MessageId).ToListAsync(cancellationToken);
        return [.. notices.Where(notice => !told.Contains(notice.Key)).Select(notice => Notice(notice.Key, notice.Value))];
    }

    /// <summary>Remembers that the owner was told. Other services' notices change nothing.</summary>
    public async Task ToldAsync(Guid noticeId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if ((await HoursAsync(context, cancellationToken)).Any(hour => NoticeId(hour) == noticeId))
        {
            await context.Database.ExecuteSqlAsync(
                $"INSERT INTO told (message_id, told_at) VALUES ({noticeId}, {time.GetUtcNow()}) ON CONFLICT DO NOTHING", cancellationToken);
        }
    }

    private async Task<IReadOnlyList<DateTimeOffset>> HoursAsync(DirectoryContext context, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - Horizon;
        return await context.Database
            .SqlQuery<DateTimeOffset>($"SELECT DISTINCT date_trunc('hour', at, 'UTC') AS \"Value\" FROM dead WHERE at > {since}")
            .ToListAsync(cancellationToken);
    }

    private Guid NoticeId(DateTimeOffset hour) => Uuid.NewNameBased(Namespace, $"{service.Name}:dead_letters:{hour:yyyy-MM-ddTHH}");

    private OwnerMustKnow Notice(Guid id, DateTimeOffset hour) => new()
    {
        MessageId = id,
        Service = service.Name,
        Cause = "dead_letters",
        Words = options.Language == RelayLanguage.Ru
            ? "Справочник клиентов отложил сообщения, которые не смог обработать. Их покажет ./relay dead list client-directory."
            : "The client directory put messages aside that it could not process. ./relay dead list client-directory shows them.",
        Since = hour,
    };
}
