using MassTransit;
using Relay.ClientDirectory.Persistence;
using Relay.Contracts.Clients;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>Another system says which account a phone belongs to. In private chats the chat's id equals the account's.</summary>
internal sealed partial class RegisterClientConsumer(
    LinkHandler handler, LinkAnnouncer announcer, IDeadLetters deadLetters, DatabaseRetries retries, TimeProvider time, ILogger<RegisterClientConsumer> logger)
    : IConsumer<RegisterClient>
{
    public async Task Consume(ConsumeContext<RegisterClient> context)
    {
        var command = context.Message;
        var request = new LinkRequest(
            command.MessageId, command.Phone, command.Name, command.TelegramUserId, command.TelegramUserId, LinkSource.Registered, time.GetUtcNow());
        var outcome = await retries.RepeatAsync(token => handler.HandleAsync(request, token), context.CancellationToken);
        Log.Handled(logger, command.MessageId, outcome.GetType().Name);
        switch (outcome)
        {
            case LinkOutcome.Linked linked:
                await announcer.PublishAsync(linked.Announcements, context.CancellationToken);
                break;
            case LinkOutcome.NotAPhone:
                // The sender gets no answer, and the client did nothing: the owner is notified.
                var received = context.ReceiveContext;
                var letter = new DeadLetter(
                    received.InputAddress.AbsolutePath.Split('/')[^1], "its phone is not a phone number", received.Body.GetString(),
                    command.MessageId.ToString());
                await retries.RepeatAsync(token => deadLetters.StoreAsync(letter, token), context.CancellationToken);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Registration {MessageId}: {Outcome}")]
        public static partial void Handled(ILogger logger, Guid messageId, string outcome);
    }
}
