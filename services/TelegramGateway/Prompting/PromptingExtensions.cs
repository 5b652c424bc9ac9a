using Relay.Delivery.Providers;
using Relay.ServiceDefaults;
using Relay.TelegramGateway.AskingForContact;
using Relay.TelegramGateway.Persistence;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Prompting;

/// <summary>What the bot says to clients by itself.</summary>
internal static class PromptingExtensions
{
    public static WebApplicationBuilder AddPrompting(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IMessageKind<TelegramPart>, PromptMessage>().AddSingleton<ISharedContacts, SharedContacts>()
            .AddSingleton<IContactQuestions, ContactQuestions>().AddSingleton<IVerb, RepeatContacts>();
        return builder;
    }
}
