using Relay.Delivery.Messages;

namespace Relay.Delivery.Queues;

/// <summary>
/// From acceptance to the publisher. Where many wait, only the ids of the later ones are kept, and their contracts are read from the table
/// again: memory stays bounded.
/// </summary>
internal sealed class PublishQueue : HandOver<FreshRow>
{
    private const int KeptWhole = 1_000;

    /// <summary>Takes rows that were born claimed.</summary>
    public void HandOver(IReadOnlyList<Publication> accepted)
    {
        foreach (var publication in accepted)
        {
            Add(new FreshRow(publication.MessageId, Waiting < KeptWhole ? publication : null));
        }

        if (accepted.Count > 0)
        {
            Wake();
        }
    }
}

/// <summary>A row that was just accepted.</summary>
/// <param name="Whole">What is to be published; null where it must be read from the table.</param>
internal readonly record struct FreshRow(Guid MessageId, Publication? Whole);
