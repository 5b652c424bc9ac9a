using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Deliveries;
using Relay.Delivery.Tables.Lanes;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Sending.Calling;

/// <summary>Asks a lane's origin for what is missing before its head. Whether the question arrives matters little: it is asked again.</summary>
internal sealed partial class MissingMessages(NpgsqlDataSource database, IBusSender bus, LanePeer peer, ILogger<MissingMessages> logger)
{
    public void Ask(LaneHead head) => _ = AskAsync(head);

    private async Task AskAsync(LaneHead head)
    {
        try
        {
            ActivityContext? parent = ActivityContext.TryParse(head.TraceParent, null, out var trace) ? trace : null;
            var question = new MessagesMissing
            {
                Lane = head.Message.Lane,
                From = head.LastDone,
                To = head.Message.Number,
                Held = [.. await database.ReadAsync(Arrivals.OpenUpTo(head.Message.Lane, head.Message.Number), CancellationToken.None)],
            };
            await bus.SendAsync(peer.MessagesMissingEndpoint, question, Guid.NewGuid(), parent, CancellationToken.None);
            Log.Asked(logger, head.Message.MessageId, head.GapAsks + 1);
        }
        catch (Exception error)
        {
            Log.NotAsked(logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Something before message {MessageId} is missing: its origin was asked, time {Times}")]
        public static partial void Asked(ILogger logger, Guid messageId, int times);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The origin could not be asked for what is missing")]
        public static partial void NotAsked(ILogger logger, Exception exception);
    }
}
