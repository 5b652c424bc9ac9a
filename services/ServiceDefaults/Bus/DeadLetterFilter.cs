using System.Runtime.ExceptionServices;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Bus;

/// <summary>
/// Stores a message that cannot be consumed as it came. It is acknowledged only after it is stored: until then this retries, and a shutdown returns
/// the message to its queue.
/// </summary>
internal sealed partial class DeadLetterFilter(
    IDeadLetters deadLetters,
    IHostApplicationLifetime lifetime,
    DatabaseRetries retries,
    TimeProvider time,
    ILogger<DeadLetterFilter> logger) : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    /// <summary>Headers that RabbitMQ adds to dead-lettered messages: rabbitmq.com/docs/dlx.</summary>
    private const string FirstDeathReason = "x-first-death-reason";
    private const string FirstDeathQueue = "x-first-death-queue";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested || context.CancellationToken.IsCancellationRequested)
        {
            // Not the message's fault: return it to its queue.
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        if (TransientErrors.IsTransient(context.Exception) || IsOfTheBus(context.Exception))
        {
            await Task.Delay(Pause, time, lifetime.ApplicationStopping);
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        await StoreAsync(context, $"consuming it failed: {context.Exception.GetBaseException().GetType().Name}", context.Exception);
        if (!context.IsFaulted)
        {
            // A message that could not be deserialised would count as "not consumed" too, and be stored twice.
            await context.NotifyFaulted(context.Exception);
        }
    }

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => context.TransportHeaders.Get<string>(FirstDeathReason) switch
    {
        null => StoreAsync(context, "nobody here consumes its type"),
        // It had a time to live, which only requests have: the caller has stopped waiting.
        "expired" => Task.CompletedTask,
        var reason => StoreAsync(context, $"the broker gave it up: {reason}"),
    };

    public void Probe(ProbeContext context) => context.CreateFilterScope("deadLetter");

    /// <summary>A consumer could not send: the broker did not take the message in time, went away, or has no subscriber yet.</summary>
    private static bool IsOfTheBus(Exception exception) =>
        exception is OperationCanceledException or ConnectionException or TransportException or MessageReturnedException or RabbitMQClientException
        || (exception.InnerException is { } inner && IsOfTheBus(inner));

    private async Task StoreAsync(ReceiveContext context, string reason, Exception? exception = null)
    {
        var source = context.TransportHeaders.Get<string>(FirstDeathQueue) ?? context.InputAddress.AbsolutePath.Split('/')[^1];
        var letter = new DeadLetter(source, reason, context.Body.GetString());
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await retries.RepeatAsync(token => deadLetters.StoreAsync(letter, token), stopping.Token);
        Log.Stored(logger, exception, source, reason);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A message of {Source} became a dead letter: {Reason}")]
        public static partial void Stored(ILogger logger, Exception? exception, string source, string reason);
    }
}
