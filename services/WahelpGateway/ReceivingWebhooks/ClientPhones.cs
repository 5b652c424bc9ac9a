using Relay.Delivery.Directory;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Knows which phones are clients' of this relay.</summary>
internal interface IClientPhones
{
    /// <summary>True if a phone in E.164 is a client's. Throws if no answer comes within 5 s.</summary>
    Task<bool> KnowsAsync(string phone);
}

/// <summary>Asks ClientDirectory over the bus.</summary>
internal sealed class ClientPhones(IClientDirectory directory) : IClientPhones
{
    public async Task<bool> KnowsAsync(string phone) => await directory.ByPhoneAsync(phone, CancellationToken.None) switch
    {
        DirectoryAnswer.Found => true,
        DirectoryAnswer.NotFound => false,
        _ => throw new TimeoutException("ClientDirectory does not answer."),
    };
}
