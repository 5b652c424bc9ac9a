using System.Text.Json;

namespace Relay.Delivery.Messages;

/// <summary>The contracts that this service publishes from <c>accepted</c>.</summary>
internal sealed class PublishedContracts(IReadOnlyDictionary<string, PublishedContract> contracts)
{
    /// <summary>What is published of a contract that was just accepted.</summary>
    public Publication Numbered(Guid messageId, string? lane, object accepted, long number, long previous, string? traceParent)
    {
        var contract = contracts[accepted.GetType().Name];
        return new Publication(messageId, lane, contract.Type, contract.WithNumbers(accepted, number, previous), traceParent);
    }

    /// <summary>What is published of a stored row.</summary>
    /// <exception cref="UnknownContractException">The row was written by a version that knows other contracts.</exception>
    public Publication Restore(RowToPublish row)
    {
        if (!contracts.TryGetValue(row.Type, out var contract))
        {
            throw new UnknownContractException();
        }

        try
        {
            return Numbered(row.MessageId, row.Lane, MessageJson.Read(row.Body, contract.Type), row.Number, row.Previous, row.TraceParent);
        }
        catch (JsonException)
        {
            throw new UnknownContractException();
        }
    }
}

/// <summary>A contract that the publisher knows how to send.</summary>
internal sealed record PublishedContract(Type Type, Func<object, long, long, object> WithNumbers);
