using Relay.Contracts.Clients;

namespace Relay.ClientDirectory.LinkingClients;

/// <summary>The result of a <see cref="LinkRequest"/>. A repeated request gets the same result.</summary>
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

    /// <summary>The value is not a phone.</summary>
    public sealed record NotAPhone : LinkOutcome;

    /// <summary>The client proved another link; a registration does not override it.</summary>
    public sealed record ProvenOtherwise : LinkOutcome;
}
