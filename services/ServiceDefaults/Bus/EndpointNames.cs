using MassTransit;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// Names of endpoints (queues and their exchanges): the service, then the consumer without "Consumer", in kebab-case. <c>MessagesMissingConsumer</c>
/// of <c>wahelp-gateway</c> listens at <c>wahelp-gateway-messages-missing</c>. The prefix prevents services with equally named consumers from sharing
/// a queue.
/// </summary>
public static class EndpointNames
{
    /// <summary>The endpoint of a service's consumer.</summary>
    public static string For(string service, string consumer) => $"{service}-{consumer}";

    /// <summary>Receives messages that the broker gives up on; the service stores them as dead letters.</summary>
    internal static string DeadLetters(string service) => For(service, "dead-letters");

    /// <summary>The endpoint that MassTransit assigns to a consumer class.</summary>
    internal static string Of(string service, Type consumer) =>
        KebabCaseEndpointNameFormatter.Instance.SanitizeName(For(service, consumer.Name[..^nameof(IConsumer)[1..].Length]));

    internal static IEndpointNameFormatter Formatter(string service) => new KebabCaseEndpointNameFormatter(service, includeNamespace: false);
}
