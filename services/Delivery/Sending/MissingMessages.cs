using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Contracts.Lanes;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Bus;

namespace Relay.Delivery.Sending;

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
                Held = await HeldAsync(head),
            };
            await bus.SendAsync(peer.MessagesMissingEndpoint, question, Guid.NewGuid(), parent, CancellationToken.None);
            Log.Asked(logger, head.Message.MessageId, head.GapAsks + 1);
        }
        catch (Exception error)
        {
            Log.NotAsked(logger, error.GetType().Name);
        }
    }

    private async Task<List<HeldMessage>> HeldAsync(LaneHead head)
    {
        await using var command = database.CreateCommand(
            "SELECT message_id, number FROM delivery WHERE lane = @lane AND done_at IS NULL AND number <= @to ORDER BY number LIMIT 500");
        command.Parameters.Add(new("lane", head.Message.Lane));
        command.Parameters.Add(new("to", head.Message.Number));
        await using var reader = await command.ExecuteReaderAsync();
        var held = new List<HeldMessage>();
        while (await reader.ReadAsync())
        {
            held.Add(new HeldMessage { MessageId = reader.GetGuid(0), Number = reader.GetInt64(1) });
        }

        return held;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Something before message {MessageId} is missing: its origin was asked, time {Times}")]
        public static partial void Asked(ILogger logger, Guid messageId, int times);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The origin could not be asked for what is missing ({Error})")]
        public static partial void NotAsked(ILogger logger, string error);
    }
}
