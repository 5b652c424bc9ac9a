using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.Persistence;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>The texts and files relayed under one id of Wahelp's: the message and its edits, in order.</summary>
internal sealed class Versions(IStoredEvents stored, WebhookJudge judge, RelayOptions relay)
{
    /// <summary>Nearly every message has fewer versions, so one query reads them all.</summary>
    private const int AtOnce = 8;

    /// <summary>
    /// How a text is relayed under a known id; null if it is no edit. It is compared with the last relayed text, because a text may be changed back. An
    /// older one, or a status that repeats an earlier text, changes nothing; a deleted message changes no more.
    /// </summary>
    public async Task<NextVersion?> NextAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(message, cancellationToken);
        if (message.ProviderMessageId is null || known.Count == 0 || Says(known[^1]))
        {
            return null;
        }

        var wasSaid = known.Any(Says);
        var isNewer = (message.ChangedAt, known[^1].ChangedAt) is ({ } now, { } last)
            ? now > last || (now == last && !wasSaid)
            : !(message.HasStatus && wasSaid);
        var isEdit = isNewer
            && (await stored.AcceptedAsync([judge.DeletionId(message.ProviderMessageId)], cancellationToken)).Count == 0;
        return isEdit ? new NextVersion(judge.VersionId(message, known.Count), known[0], OtherFile()) : null;

        bool Says(RelayedText version) => MessageWords.SameWords(version.Text, message.Text, relay.Language) && !IsOtherFile(message.FileUrl, version);

        string? OtherFile() => (message.FileUrl ?? known[^1].FileUrl) is { } file && known.Exists(version => IsOtherFile(file, version)) ? file : null;
    }

    /// <summary>An event need not name the file, least of all a status.</summary>
    private static bool IsOtherFile(string? fileUrl, RelayedText version) =>
        fileUrl is not null && (version.FileUrl is not { } before || FileAddress.Of(before) != FileAddress.Of(fileUrl));

    /// <summary>A version that names no file has the first one's.</summary>
    private async Task<List<RelayedText>> ReadAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        var known = new List<RelayedText>();
        while (true)
        {
            var ids = Enumerable.Range(known.Count, AtOnce).Select(edit => judge.VersionId(message, edit)).ToList();
            var found = await stored.RelayedTextsAsync(ids, cancellationToken);
            var more = ids.TakeWhile(found.ContainsKey).Select(id => found[id]).ToList();
            known.AddRange(more);
            if (more.Count < AtOnce)
            {
                return [.. known.Select(version => version with { FileUrl = version.FileUrl ?? known[0].FileUrl })];
            }
        }
    }
}
