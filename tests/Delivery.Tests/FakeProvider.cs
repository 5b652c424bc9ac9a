using System.Collections.Concurrent;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;

namespace Relay.Delivery.Tests;

/// <summary>The provider as all instances of a test see it. A call that the test did not prepare for is an error.</summary>
internal sealed class FakeProvider : ISender
{
    private readonly ConcurrentDictionary<string, int> inFlight = new(StringComparer.Ordinal);

    public TimeSpan ArrivalShowsWithin { get; set; } = TimeSpan.Zero;

    public Func<OutgoingMessage, ValueTask<Recipient>> Resolve { get; set; } = message => new(new Recipient.Known(message.Lane, null));

    public Func<OutgoingMessage, Task<SendOutcome>>? Answer { get; set; }

    /// <summary>What it says to a harmless call.</summary>
    public Func<Task<ProviderState>> State { get; set; } = () => Task.FromResult(ProviderState.Well);

    /// <summary>What was called for, in order.</summary>
    public ConcurrentQueue<OutgoingMessage> Calls { get; } = new();

    /// <summary>Calls that met another one of their lane, or that nobody expected.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public static Task<SendOutcome> Accept(OutgoingMessage message) =>
        Task.FromResult<SendOutcome>(new SendOutcome.Delivered($"sent-{message.MessageId}-{message.PartsDone}"));

    public IReadOnlyList<long> Numbers(string lane) => [.. Calls.Where(call => call.Lane == lane).Select(call => call.Number)];

    /// <summary>Whoever called in this lane is dead: a next call is no second one at once.</summary>
    public void Forget(string lane) => inFlight[lane] = 0;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken) => Resolve(message);

    public Task<ProviderState> AskAsync(CancellationToken cancellationToken) => State();

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, CancellationToken cancellationToken)
    {
        Calls.Enqueue(message);
        if (Answer is null)
        {
            Errors.Enqueue($"unexpected call for {message.Lane} {message.Number}");
            return new SendOutcome.Unanswered();
        }

        if (inFlight.AddOrUpdate(message.Lane, 1, (_, count) => count + 1) > 1)
        {
            Errors.Enqueue($"two calls at once in {message.Lane}");
        }

        await Task.Yield();
        var outcome = await Answer(message);
        inFlight.AddOrUpdate(message.Lane, 0, (_, count) => count - 1);
        return outcome;
    }
}
