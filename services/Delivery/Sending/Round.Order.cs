namespace Relay.Delivery.Sending;

/// <content>What goes into a round, and what comes out of it.</content>
internal sealed partial class Round
{
    /// <summary>What to write, and how many lanes to take.</summary>
    /// <param name="Me">This instance.</param>
    /// <param name="Verdicts">What came back from calls.</param>
    /// <param name="ProbeFailed">True where a probe brought one of the verdicts, and the pause goes on.</param>
    /// <param name="ProviderAnswered">True where the provider dealt with a message while it was paused: the pause ends.</param>
    /// <param name="Free">How many lanes may be taken.</param>
    /// <param name="LookedUp">Lanes in hand whose lookup is done.</param>
    /// <param name="InHand">Where the last commit was never answered: the lanes whose call or lookup is known of; else null.</param>
    /// <param name="Resolve">Finds the recipient of a head; null where it takes a lookup that goes on after the round.</param>
    internal sealed record Order(
        long Me,
        IReadOnlyList<Verdict> Verdicts,
        bool ProbeFailed,
        bool ProviderAnswered,
        int Free,
        IReadOnlyCollection<string> LookedUp,
        IReadOnlyList<string>? InHand,
        Func<LaneHead, Recipient?> Resolve);

    /// <summary>What the round committed.</summary>
    internal sealed class Result
    {
        public List<Intent> Intents { get; } = [];

        /// <summary>Lanes that stay in hand while their lookup runs.</summary>
        public List<LaneHead> LookingUp { get; } = [];

        public List<LaneHead> Missing { get; } = [];

        public List<Conclusion> Concluded { get; } = [];

        /// <summary>The verdicts' messages, without those of superseded attempts.</summary>
        public HashSet<Guid> Counted { get; } = [];

        public bool IsPaused { get; set; }

        /// <summary>While paused: one lane may go and see.</summary>
        public bool MayProbe { get; set; }

        /// <summary>This instance was declared dead: it has no rights, and nothing was committed.</summary>
        public bool IsBuried { get; set; }

        public int Taken { get; set; }

        public TimeSpan? NextDue { get; set; }
    }
}
