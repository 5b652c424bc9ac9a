using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// Stores a message that cannot be consumed as it came. The message is acknowledged only when the database has it: until then this
/// repeats, and a shutdown gives the message back to its queue.
/// </summary>
internal sealed partial class DeadLetterFilter(
    IDeadLetters deadLetters,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DeadLetterFilter> logger) : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var cause = context.Exception.GetBaseException().GetType().Name;
        return StoreAsync(context, $"consuming it failed: {cause}");
    }

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        StoreAsync(context, context.TransportHeaders.Get<string>("x-first-death-reason") is { } reason ? $"the broker gave it up: {reason}" : "nobody here consumes its type");

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetter");

    private async Task StoreAsync(ReceiveContext context, string reason)
    {
        var source = context.TransportHeaders.Get<string>("x-first-death-queue") ?? context.InputAddress.AbsolutePath.Split('/')[^1];
        var letter = new DeadLetter(source, reason, context.Body.GetString());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await TransientErrors.RepeatAsync(token => deadLetters.StoreAsync(letter, token), time, stopping.Token);
        Log.Stored(logger, source, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A message of {Source} became a dead letter: {Reason}.")]
        public static partial void Stored(ILogger logger, string source, string reason);
    }
}
