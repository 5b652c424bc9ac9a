using System.Reflection;
using MassTransit;

namespace Relay.TelegramGateway.Tests.Fakes;

/// <summary>A bus message being consumed, with content and a token; a consumer that needs more fails.</summary>
public class StrictContext : DispatchProxy
{
    private object message = "";

    public static ConsumeContext<T> Of<T>(T message)
        where T : class
    {
        var context = Create<ConsumeContext<T>, StrictContext>();
        ((StrictContext)(object)context).message = message;
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
    {
        "get_Message" => message,
        "get_CancellationToken" => TestContext.Current.CancellationToken,
        _ => throw new InvalidOperationException($"Nobody expected {targetMethod?.Name}."),
    };
}
