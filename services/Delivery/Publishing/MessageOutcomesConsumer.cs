using MassTransit;
using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Tables.Accepted;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Publishing;

/// <summary>
/// Outcomes for this service as the origin. The writer is informed first, because a settled message is not announced again. A held message stays
/// unsettled.
/// </summary>
internal sealed class MessageOutcomesConsumer(ISettlement settlement, IWriters writers, NpgsqlDataSource database, DatabaseRetries retries, TimeProvider time)
    : IConsumer<MessageOutcomes>
{
    public Task Consume(ConsumeContext<MessageOutcomes> context) => HearAsync(context.Message, context.CancellationToken);

    internal async Task HearAsync(MessageOutcomes outcomes, CancellationToken cancellation)
    {
        if (outcomes.State == OutcomeState.Delivered)
        {
            await settlement.SettleAsync(outcomes.MessageIds, MessageState.Delivered.Text(), cancellation);
            return;
        }

        foreach (var id in outcomes.MessageIds)
        {
            var stored = await retries.RepeatAsync(token => database.ReadAsync(RememberedStatements.Find([id]), token), cancellation);
            var message = new UndeliveredMessage(
                id, outcomes.Lane ?? "", outcomes.Reason ?? "", outcomes.Since ?? time.GetUtcNow(), outcomes.SentTo, stored is [var known] ? known : null);
            if (outcomes.State == OutcomeState.Held)
            {
                await writers.TellHeldAsync(message, cancellation);
                await settlement.HoldAsync(id, message.Reason, cancellation);
            }
            else
            {
                await writers.TellFailedAsync(message, cancellation);
                await settlement.SettleAsync([id], message.Reason, cancellation);
            }
        }
    }
}
