using MassTransit;
using Relay.Contracts.Clients;

namespace Relay.ClientDirectory.FindingClients;

/// <summary>Answers whose phone belongs to a Telegram account.</summary>
internal sealed class FindClientByTelegramUserConsumer(ClientLookup clients, TimeProvider time) : IConsumer<FindClientByTelegramUser>
{
    public Task Consume(ConsumeContext<FindClientByTelegramUser> context) =>
        context.RespondAsync(token => clients.FindAsync(context.Message.TelegramUserId, token), time);
}

/// <summary>Answers which Telegram account belongs to a phone.</summary>
internal sealed class FindClientByPhoneConsumer(ClientLookup clients, TimeProvider time) : IConsumer<FindClientByPhone>
{
    public Task Consume(ConsumeContext<FindClientByPhone> context) =>
        context.RespondAsync(token => clients.FindAsync(context.Message.Phone, token), time);
}

/// <summary>Answers many questions at once.</summary>
internal sealed class FindClientsConsumer(ClientLookup clients, TimeProvider time) : IConsumer<FindClients>
{
    public Task Consume(ConsumeContext<FindClients> context) =>
        context.RespondAsync(async token => (object)await clients.FindAsync(context.Message, token), time);
}
