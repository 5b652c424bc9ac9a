using Relay.Sandbox.Posting;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

internal static class TelegramSide
{
    public static IServiceCollection AddTelegram(this IServiceCollection services) => services
        .AddSingleton<Poster>()
        .AddSingleton<ScriptedCall>()
        .AddSingleton<Bot>()
        .AddSingleton<Clients>()
        .AddSingleton<Updates>()
        .AddSingleton<Webhook>()
        .AddSingleton<ClientSide>()
        .AddSingleton<GettingFiles>()
        .AddSingleton<BotMessages>()
        .AddSingleton<ShownMessages>()
        .AddSingleton<SendingMessages>()
        .AddSingleton<SendingFiles>()
        .AddSingleton<ChangingMessages>()
        .AddSingleton<ChatMethods>()
        .AddSingleton<SettingWebhooks>()
        .AddSingleton<BotApi>();

    public static void MapTelegram(this WebApplication app)
    {
        var api = app.Services.GetRequiredService<BotApi>();
        app.MapMethods("/bot{token}/{method}", [HttpMethods.Get, HttpMethods.Post],
            (HttpContext context, string token, string method) => api.HandleAsync(context, token, method));
        app.MapGet("/file/bot{token}/{**path}", (HttpContext context, string token, string path) => api.DownloadAsync(context, token, path));
    }
}
