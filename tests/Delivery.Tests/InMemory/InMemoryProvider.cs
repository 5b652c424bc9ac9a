using System.Collections.Concurrent;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;

namespace Relay.Delivery.Tests.InMemory;

/// <summary>
/// A third provider, as docs/adding-a-provider.md describes one, and as all instances of a test see it. A call that the test did not prepare for is an
/// error.
/// </summary>
internal sealed class InMemoryProvider : IProvider<Part>
{
    private readonly ConcurrentDictionary<string, int> inFlight = new(StringComparer.Ordinal);

    public TimeSpan ArrivalShowsWithin { get; set; } = TimeSpan.Zero;

    public Func<OutgoingMessage, ValueTask<Recipient>> Resolve { get; set; } = message => new(new Recipient.Known(message.Lane, null));

    public Func<OutgoingMessage, Task<SendOutcome>>? Answer { get; set; }

    /// <summary>Answers in place of <see cref="Answer"/>, and is told the part; null if there is nothing to know about it.</summary>
    public Func<OutgoingMessage, Part, Task<SendOutcome>>? AnswerPart { get; set; }

    /// <summary>Its answer to the harmless call.</summary>
    public Func<Task<ProviderState>> State { get; set; } = () => Task.FromResult(ProviderState.Well);

    /// <summary>The calls, in order.</summary>
    public ConcurrentQueue<OutgoingMessage> Calls { get; } = new();

    /// <summary>Calls that overlapped another one of their lane, or were unexpected.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public static Task<SendOutcome> Accept(OutgoingMessage message) =>
        Task.FromResult<SendOutcome>(new SendOutcome.Delivered($"sent-{message.MessageId}-{message.PartsDone}"));

    public IReadOnlyList<long> Numbers(string lane) => [.. Calls.Where(call => call.Lane == lane).Select(call => call.Number)];

    /// <summary>The caller of this lane is dead: the next call does not overlap.</summary>
    public void Forget(string lane) => inFlight[lane] = 0;

    public bool MaySend { get; set; } = true;

    /// <summary>How many parts a message has.</summary>
    public Func<OutgoingMessage, int> Parts { get; set; } = _ => 1;

    /// <summary>The parts of a message, in place of <see cref="Parts"/>; null if they are only counted.</summary>
    public Func<OutgoingMessage, Recipient.Known, IReadOnlyList<Part>>? Composes { get; set; }

    public ValueTask<bool> MaySendAsync(CancellationToken cancellationToken) => new(MaySend);

    public Task<ProviderState> AskAsync(CancellationToken cancellationToken) => State();

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, Recipient.Known recipient, Part part, CancellationToken cancellationToken)
    {
        Calls.Enqueue(message);
        if (part.Number != message.PartsDone && part is not Step)
        {
            Errors.Enqueue($"part {part.Number} of {message.Lane} {message.Number} instead of {message.PartsDone}");
        }

        if (Answer is null && AnswerPart is null)
        {
            Errors.Enqueue($"unexpected call for {message.Lane} {message.Number}");
            return new SendOutcome.Unanswered();
        }

        if (inFlight.AddOrUpdate(message.Lane, 1, (_, count) => count + 1) > 1)
        {
            Errors.Enqueue($"two calls at once in {message.Lane}");
        }

        await Task.Yield();
        var outcome = await (AnswerPart is null ? Answer!(message) : AnswerPart(message, part));
        inFlight.AddOrUpdate(message.Lane, 0, (_, count) => count - 1);
        return outcome;
    }
}
