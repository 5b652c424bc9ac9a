using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Examining;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>How Telegram is reached.</summary>
internal static class TelegramApiExtensions
{
    public static WebApplicationBuilder AddTelegramApi(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFromEnvironment<TelegramOptions>();
        builder.AddOptionsFromEnvironment<FilesOptions>();
        builder.Services.AddSingleton<TelegramConnection>().AddSingleton<TelegramMessages>().AddSingleton<TelegramChanges>()
            .AddSingleton<TelegramFiles>().AddSingleton<UpdateSource>().AddSingleton<BotAccount>().AddSingleton(new FileLimits());
        builder.Services.AddSingleton<IExamination, BotExamination>();
        return builder;
    }
}
