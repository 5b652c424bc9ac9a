using System.Globalization;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Importing;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>
/// Imports an existing client list, <c>phone, full_name, bot_tg_user_id</c>. Each row counts as a registration by another system: it never overrides
/// a contact that the client shared. A chunk is committed, then published, and only then reported. A caller that gets no end of the answer sends the
/// whole table again; unchanged links are then announced once more, which is idempotent.
/// </summary>
internal sealed class ClientImport(
    ImportedClients table, LinkHandler handler, LinkAnnouncer announcer, SpelledPhones phones, DatabaseRetries retries, TimeProvider time,
    ILogger<ClientImport> logger)
    : TableImport<ImportedClient>(logger)
{
    private const int LongestName = 500;
    private const int LinksPerMessage = 1000;
    private const string StandsBefore = "its phone stands before it in the file with another bot_tg_user_id";

    private readonly DateTimeOffset start = time.GetUtcNow();

    protected override IReadOnlyList<string> Required => ["phone", "full_name", "bot_tg_user_id"];

    protected override int ChunkSize => 5000;

    protected override (ImportedClient? Item, string? Refused) Read(TableRow row) =>
        CutNumbers.Are(row[0]) || CutNumbers.Are(row[2]) ? (null, CutNumbers.Words)
        : !TryRead(row[0], out var phone) ? (null, "its phone is not a phone number")
        : row[1].Length > LongestName ? (null, $"its full_name is longer than {LongestName} characters")
        : row[2].Length == 0 ? (null, "it has no bot_tg_user_id")
        : !long.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user) || user == 0
            ? (null, "its bot_tg_user_id is no Telegram account's number")
        : (new ImportedClient(row.Line, phone, HiddenSigns.Remove(PostgresText.Storable(Formulas.Restore(row[1]))), user), null);

    /// <summary>An export may hold phones that clients shared and no known country has.</summary>
    private bool TryRead(string text, out string phone) =>
        phones.TryRead(text, out phone) || (text.StartsWith('+') && InternationalPhone.TryTake(text, out phone) && InternationalPhone.IsPossible(phone));

    protected override async Task<StoredChunk> StoreAsync(IReadOnlyList<ImportedClient> items, CancellationToken cancellationToken)
    {
        var first = items.DistinctBy(client => client.Phone, StringComparer.Ordinal).ToDictionary(client => client.Phone, StringComparer.Ordinal);
        var merged = await retries.RepeatAsync(token => table.MergeAsync(first.Values, start, token), cancellationToken);
        await AnnounceAsync([.. first.Values.Where(client => merged[client.Phone] is Merged.New or Merged.Confirmed)], cancellationToken);

        var (moved, refused) = (0, new List<RefusedRow>());
        foreach (var client in items)
        {
            var (isLeft, why) = await TakeRestAsync(client, first[client.Phone], merged[client.Phone], cancellationToken);
            moved += isLeft && why is null ? 1 : 0;
            refused.AddRange(why is null ? [] : [new RefusedRow(client.Line, why)]);
        }

        var fresh = merged.Values.Count(became => became == Merged.New) + moved;
        return new StoredChunk(fresh, items.Count - fresh - refused.Count, refused);
    }

    /// <summary>The rest of the statement's rows: phones of another account, and rows whose phone is already in the chunk.</summary>
    private async Task<(bool IsLeft, string? Refused)> TakeRestAsync(
        ImportedClient client, ImportedClient first, Merged became, CancellationToken cancellationToken) =>
        client.Line != first.Line ? (false, client.TelegramUserId == first.TelegramUserId ? null : StandsBefore)
        : became switch
        {
            Merged.Elsewhere => (true, await MoveAsync(client, cancellationToken)),
            Merged.Contradicted => (true, StandsBefore),
            _ => (false, null),
        };

    private async Task AnnounceAsync(IReadOnlyList<ImportedClient> linked, CancellationToken cancellationToken)
    {
        foreach (var some in linked.Chunk(LinksPerMessage))
        {
            var links = some.Select(client => new LinkedPhone { Phone = client.Phone, TelegramUserId = client.TelegramUserId });
            await announcer.PublishAsync(new ClientsLinked { Links = [.. links] }, cancellationToken);
        }
    }

    /// <summary>The phone moves from another account: handled one by one, like a registration.</summary>
    /// <returns>The reason for a refusal; null if it was done.</returns>
    private async Task<string?> MoveAsync(ImportedClient client, CancellationToken cancellationToken)
    {
        var request = new LinkRequest(
            Guid.CreateVersion7(start), client.Phone, client.FullName, client.TelegramUserId, client.TelegramUserId, LinkSource.Registered,
            client.SaidAt(start));
        if (await retries.RepeatAsync(token => handler.HandleAsync(request, token), cancellationToken) is not LinkOutcome.Linked linked)
        {
            return "its phone belongs to another account, as the client proved by sharing the contact";
        }

        await announcer.PublishAsync(linked.Announcements, cancellationToken);
        return null;
    }
}
