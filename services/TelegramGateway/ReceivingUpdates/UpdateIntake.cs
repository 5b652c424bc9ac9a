using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Accepting;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Stores updates in the database, the same for polls and webhooks.</summary>
internal sealed partial class UpdateIntake(
    IAcceptance acceptance,
    IChatMemory memory,
    UpdateTranslator translator,
    ReturnedClients returned,
    UnlinkedClients unlinked,
    DatabaseRetries retries,
    TimeProvider time,
    ILogger<UpdateIntake> logger)
{
    private static readonly Meter Meter = new("Relay.TelegramGateway");

    private static readonly Counter<long> Counter =
        Meter.CreateCounter<long>("relay.telegram.updates.stored", "{update}", "Updates stored, by kind; unreadable ones are dead letters.");

    /// <summary>Stores a batch in one transaction. After this returns, the updates may be confirmed.</summary>
    /// <returns>The ids that were new.</returns>
    /// <exception cref="OperationCanceledException">The database was away as long as the caller waits: nothing was stored.</exception>
    public Task<IReadOnlySet<Guid>> AcceptAsync(
        IReadOnlyList<RawUpdate> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken) =>
        retries.RepeatAsync(token => StoreAsync(batch, alongside, token), cancellationToken);

    private async Task<IReadOnlySet<Guid>> StoreAsync(
        IReadOnlyList<RawUpdate> batch, Func<NpgsqlConnection, CancellationToken, Task>? alongside, CancellationToken cancellationToken)
    {
        var updates = batch.Select(raw => (Raw: raw, Parsed: UpdateParser.Parse(raw))).ToList();
        var messages = updates.Select(update => update.Parsed).OfType<ReceivedUpdate.PrivateMessage>().ToList();
        var recollection = await memory.RecallAsync(messages, cancellationToken);
        var intakes = updates.ConvertAll(update => Translate(update.Raw, update.Parsed, recollection));
        var asked = await unlinked.LimitAsync(intakes, cancellationToken);

        var added = await acceptance.AcceptAsync(
            intakes,
            async (connection, token) =>
            {
                await memory.RememberAsync(connection, recollection, token);
                await unlinked.RememberAsync(connection, asked, token);
                await (alongside?.Invoke(connection, token) ?? Task.CompletedTask);
            },
            cancellationToken);

        foreach (var (raw, parsed) in updates)
        {
            Tell(raw, parsed);
        }

        return added;
    }

    private Intake Translate(RawUpdate raw, ReceivedUpdate? parsed, Recollection recollection)
    {
        var message = parsed as ReceivedUpdate.PrivateMessage;
        var known = message is null ? KnownOfChat.Nothing : recollection.Of(message, translator.IdOf(raw));
        try
        {
            var translation = translator.Translate(raw, parsed, known, time.GetUtcNow());
            if (message is not null)
            {
                recollection.Keep(message, translation);
            }

            return translation.Intake;
        }
        catch (Exception error)
        {
            // A fault in one update must not stop the others of its batch.
            Log.NotTranslated(logger, error, raw.Id);
            return translator.Dead(raw, "an update that the relay failed at").Intake;
        }
    }

    private void Tell(RawUpdate raw, ReceivedUpdate? parsed)
    {
        Counter.Add(
            1, new KeyValuePair<string, object?>("kind", parsed is ReceivedUpdate.Ignored ignored ? ignored.Kind : parsed?.GetType().Name ?? "unreadable"));
        switch (parsed)
        {
            case null:
                Log.Unreadable(logger, raw.Id);
                break;
            case ReceivedUpdate.BlockChanged { Blocked: false } change:
                returned.Post(change.ChatId);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Update {UpdateId} could not be translated: it is a dead letter now")]
        public static partial void NotTranslated(ILogger logger, Exception exception, long? updateId);

        [LoggerMessage(Level = LogLevel.Error, Message = "Update {UpdateId} cannot be read: it is a dead letter now")]
        public static partial void Unreadable(ILogger logger, long? updateId);
    }
}
