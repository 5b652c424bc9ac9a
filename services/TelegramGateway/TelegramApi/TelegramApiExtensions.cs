using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Examining;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>How Telegram is reached.</summary>
internal static class TelegramApiExtensions
{
    public static WebApplicationBuilder AddTelegramApi(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFromEnvironment<TelegramOptions>();
        builder.AddOptionsFromEnvironment<ClientFileOptions>();
        builder.AddOptionsFromEnvironment<ReplyFileOptions>();
        builder.Services.AddSingleton<TelegramConnection>().AddSingleton<TelegramMessages>().AddSingleton<TelegramFiles>().AddSingleton<TelegramChanges>()
            .AddSingleton<TelegramDownloads>().AddSingleton(new DownloadLimits()).AddSingleton<UpdateSource>().AddSingleton<BotAccount>();
        builder.Services.AddSingleton<IExamination, BotExamination>();
        return builder;
    }
}
