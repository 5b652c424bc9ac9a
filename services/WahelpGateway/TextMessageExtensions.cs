using Relay.Delivery.Providers;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway;

/// <summary>Adds kinds of messages to Wahelp.</summary>
internal static class TextMessageExtensions
{
    /// <summary>For being sent, and for knowing its echoes.</summary>
    public static IServiceCollection AddTextMessage<T>(this IServiceCollection services)
        where T : class, ITextMessage => services
            .AddSingleton<T>()
            .AddSingleton<ITextMessage>(provider => provider.GetRequiredService<T>())
            .AddSingleton<IMessageKind<WahelpText>>(provider => provider.GetRequiredService<T>());
}
