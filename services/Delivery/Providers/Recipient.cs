using Relay.Delivery.Messages;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Providers;

/// <summary>Who a message goes to, found out before its intent is stored: a lookup is no send.</summary>
public abstract record Recipient
{
    private Recipient()
    {
    }

    /// <summary>Known.</summary>
    /// <param name="Phone">In E.164; null where the provider needs none.</param>
    /// <param name="ChatId">Telegram chat; null where the provider needs none.</param>
    /// <param name="Name">The client's name; may be empty.</param>
    /// <remarks>A kind that finds out more, for composing the message, derives from this.</remarks>
    public record Known(string? Phone, long? ChatId, string Name = "") : Recipient
    {
        /// <summary>What the chat shows of the message that this one changes; null if it changes none.</summary>
        public ShownMessage? Shown { get; init; }

        /// <summary>True if the next call is idempotent: repeated without an answer, it makes no second copy, so it leaves no doubt.</summary>
        public bool MayRepeat { get; init; }

        /// <summary>True if the next call may take longer than <see cref="Timings.TextCall"/>, because it sends a file. Such a call is no probe.</summary>
        public bool MayTakeLong { get; init; }

        /// <summary>True if something of the message does not go: when the rest has gone, it is resolved once more, to fail.</summary>
        public bool LacksSomething { get; init; }
    }

    /// <summary>Waits for people: the lane is held for this reason, looks again ever more rarely, fails after 7 days.</summary>
    public sealed record Held(string Reason) : Recipient;

    /// <summary>Will never be.</summary>
    public sealed record Failed(string Reason) : Recipient;

    /// <summary>
    /// The directory did not answer, or a part of the message is not here yet: the lane looks again soon, and nothing is counted against the message.
    /// </summary>
    public sealed record Unavailable : Recipient
    {
        /// <summary>When the missing part will have come or been given up: until then the lane waits, and nothing is wrong. Null if unknown.</summary>
        public DateTimeOffset? ExpectedBy { get; init; }
    }

    /// <summary>The message has become needless (a prompt for somebody who is linked by now): it closes without a call.</summary>
    public sealed record Needless : Recipient;
}
