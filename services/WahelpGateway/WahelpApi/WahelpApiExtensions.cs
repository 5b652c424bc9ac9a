using System.Net;
using Microsoft.Extensions.Options;
using Relay.Delivery.Settings;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Examining;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The connections to Wahelp.</summary>
internal static class WahelpApiExtensions
{
    /// <summary>Log-ins do not share the connections of messages.</summary>
    private const int SpareConnections = 4;

    public static WebApplicationBuilder AddWahelpApi(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFromEnvironment<WahelpOptions>();
        builder.Services.AddSingleton(
            services => Client(services.GetRequiredService<WahelpOptions>(), services.GetRequiredService<IOptions<DeliveryOptions>>().Value));
        builder.Services.AddSingleton<WahelpSession>();
        builder.Services.AddSingleton<WahelpHttp>().AddSingleton<WahelpHistory>();
        builder.Services.AddSingleton<WahelpAccount>().AddSingleton<IChannelList>(services => services.GetRequiredService<WahelpAccount>())
            .AddSingleton<IExamination, WahelpExamination>();
        builder.Services.AddSingleton<IWahelpChannel>(services => services.GetRequiredService<WahelpOptions>() switch
        {
            { Profile: WahelpProfile.SendMessage } options =>
                new SendMessageChannel(services.GetRequiredService<WahelpHttp>(), options, options.SendDestination),
            _ => ActivatorUtilities.CreateInstance<MessagesChannel>(services),
        });
        return builder;
    }

    /// <summary>
    /// Not the client factory: its loggers write addresses, and one long-lived handler needs no rotation. Idle connections are closed before common
    /// servers close them, so a call seldom meets a closing one, which would make its outcome unknown.
    /// </summary>
    private static HttpClient Client(WahelpOptions wahelp, DeliveryOptions delivery) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            MaxConnectionsPerServer = delivery.Concurrency + SpareConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        })
        {
            BaseAddress = WahelpAddress.Base(wahelp.ApiBase),
            DefaultRequestVersion = HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
