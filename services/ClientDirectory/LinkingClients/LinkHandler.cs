using Microsoft.EntityFrameworkCore;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>Links phones and accounts, one transaction each. The phone's row is locked first, so concurrent requests wait for each other.</summary>
internal sealed class LinkHandler(IDbContextFactory<ClientDirectoryDbContext> contexts, SpelledPhones phones, TimeProvider time)
{
    /// <exception cref="Npgsql.NpgsqlException">The database is away: nothing changed.</exception>
    public async Task<LinkOutcome> HandleAsync(LinkRequest request, CancellationToken cancellationToken)
    {
        if (!TryRead(request, out var phone))
        {
            return new LinkOutcome.NotAPhone();
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var client = await context.LockOrInsertAsync(NewClient(phone, request), cancellationToken);
        var known = await context.Links.SingleOrDefaultAsync(link => link.MessageId == request.MessageId, cancellationToken);
        if (known is not null)
        {
            return Announce(known, client.FullName);
        }

        var isNew = client.CausedBy == request.MessageId;
        var decision = isNew ? LinkDecision.Confirm : LinkDecisions.Decide(client, request);
        if (decision == LinkDecision.Refuse)
        {
            return new LinkOutcome.ProvenOtherwise();
        }

        var done = await ApplyAsync(context, client, request, decision, cancellationToken);
        context.Links.Add(done);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return Announce(done, client.FullName);
    }

    private static string Name(LinkRequest request) => HiddenSigns.Remove(PostgresText.Storable(request.Name));

    /// <summary>Telegram's phones have their country code, whatever the home region, and are proven, whatever the library knows.</summary>
    private bool TryRead(LinkRequest request, out string phone) =>
        request.Source == LinkSource.Contact ? InternationalPhone.TryTake(request.Phone, out phone) : phones.TryRead(request.Phone, out phone);

    /// <summary>Changes the phone's row as decided, and returns the history row.</summary>
    private async Task<Link> ApplyAsync(
        ClientDirectoryDbContext context, Client client, LinkRequest request, LinkDecision decision, CancellationToken cancellationToken)
    {
        var saidAt = request.SaidAt.ToUniversalTime();
        switch (decision)
        {
            case LinkDecision.TooLate:
                return ToLink(client.Phone, request, saidAt, endedAt: client.LinkedAt);
            case LinkDecision.Confirm:
                Confirm(client, request, saidAt);
                return ToLink(client.Phone, request, client.LinkedAt, movedAt: client.MovedAt);
            default:
                var movedFrom = client.BotTgUserId;
                var now = time.GetUtcNow();
                now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)); // as the database stores it: all messages have the same time
                // A reply accepted until now is meant for the old account, whenever the new one shared the contact.
                var movedAt = now > saidAt ? now : saidAt;
                await context.Links
                    .Where(link => link.Phone == client.Phone && link.EndedAt == null)
                    .ExecuteUpdateAsync(link => link.SetProperty(row => row.EndedAt, movedAt), cancellationToken);
                Move(client, request, saidAt, movedAt);
                return ToLink(client.Phone, request, client.LinkedAt, movedFrom, movedAt);
        }
    }

    private static Client NewClient(string phone, LinkRequest request) => new()
    {
        Phone = phone,
        FullName = Name(request),
        BotTgUserId = request.TelegramUserId,
        ChatId = request.ChatId,
        Source = request.Source,
        LinkedAt = request.SaidAt.ToUniversalTime(),
        ConfirmedAt = request.SaidAt.ToUniversalTime(),
        CausedBy = request.MessageId,
    };

    private static void Confirm(Client client, LinkRequest request, DateTimeOffset saidAt)
    {
        client.FullName = client.FullName.Length > 0 ? client.FullName : Name(request);
        if (request.Source < client.Source)
        {
            return;
        }

        client.ConfirmedAt = saidAt > client.ConfirmedAt || request.Source > client.Source ? saidAt : client.ConfirmedAt;
        client.Source = request.Source;
        client.ChatId = request.ChatId;
    }

    private static void Move(Client client, LinkRequest request, DateTimeOffset saidAt, DateTimeOffset movedAt)
    {
        client.BotTgUserId = request.TelegramUserId;
        client.ChatId = request.ChatId;
        client.FullName = Name(request);
        client.Source = request.Source;
        client.LinkedAt = saidAt;
        client.ConfirmedAt = saidAt;
        client.MovedAt = movedAt;
        client.CausedBy = request.MessageId;
    }

    private static Link ToLink(
        string phone,
        LinkRequest request,
        DateTimeOffset linkedAt,
        long? movedFrom = null,
        DateTimeOffset? movedAt = null,
        DateTimeOffset? endedAt = null) =>
        new()
        {
            MessageId = request.MessageId,
            Phone = phone,
            BotTgUserId = request.TelegramUserId,
            ChatId = request.ChatId,
            Source = request.Source,
            LinkedAt = linkedAt,
            MovedFrom = movedFrom,
            MovedAt = movedAt,
            EndedAt = endedAt,
        };

    private static LinkOutcome.Linked Announce(Link link, string name)
    {
        var announcements = new List<object>();
        if (link.MovedFrom is { } left)
        {
            announcements.Add(Unlinked(link, left, link.MovedAt!.Value) with { ByProof = link.Source == LinkSource.Contact });
        }

        announcements.Add(new ClientLinked
        {
            CausedBy = link.MessageId,
            Phone = link.Phone,
            Name = name,
            TelegramUserId = link.BotTgUserId,
            ChatId = link.ChatId,
            LinkedAt = link.LinkedAt,
            MovedAt = link.MovedAt,
        });
        if (link.EndedAt is { } ended)
        {
            announcements.Add(Unlinked(link, link.BotTgUserId, ended));
        }

        return new LinkOutcome.Linked(announcements);
    }

    private static ClientUnlinked Unlinked(Link link, long telegramUserId, DateTimeOffset at) => new()
    {
        CausedBy = link.MessageId,
        Phone = link.Phone,
        TelegramUserId = telegramUserId,
        UnlinkedAt = at,
    };
}
