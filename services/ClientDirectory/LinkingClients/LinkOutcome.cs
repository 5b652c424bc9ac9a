using Relay.Contracts.Clients;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>What became of a <see cref="LinkRequest"/>; the same again when it comes again.</summary>
internal abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    /// <summary>They belong together, or did until another account took the phone.</summary>
    /// <param name="Announcements">
    /// <see cref="ClientUnlinked"/> of the account that the phone left, <see cref="ClientLinked"/>, and <see cref="ClientUnlinked"/> where the
    /// link has ended since; in this order.
    /// </param>
    public sealed record Linked(IReadOnlyList<object> Announcements) : LinkOutcome;

    /// <summary>What was said is no phone.</summary>
    public sealed record NotAPhone : LinkOutcome;

    /// <summary>The phone's owner proved another link: a mere registration does not change it.</summary>
    public sealed record ProvenOtherwise : LinkOutcome;
}
