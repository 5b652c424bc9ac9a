using System.Text.Json;

namespace Relay.Delivery.Publishing;

/// <summary>The contracts that this service publishes from <c>accepted</c>.</summary>
internal sealed class PublishedContracts(IReadOnlyDictionary<string, PublishedContract> contracts)
{
    /// <summary>The contract of a stored row, with its number and previous.</summary>
    /// <exception cref="UnknownContractException">The row was written by a version that knows other contracts.</exception>
    public (Type Type, object Message) Restore(RowToPublish row)
    {
        if (!contracts.TryGetValue(row.Type, out var contract))
        {
            throw new UnknownContractException();
        }

        try
        {
            return (contract.Type, contract.WithNumbers(MessageJson.Read(row.Body, contract.Type), row.Number, row.Previous));
        }
        catch (JsonException)
        {
            throw new UnknownContractException();
        }
    }
}

/// <summary>A stored contract that this version cannot read.</summary>
internal sealed class UnknownContractException : Exception;
