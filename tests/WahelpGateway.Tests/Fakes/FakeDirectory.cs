using Relay.WahelpGateway.ReceivingWebhooks;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>Knows clients' phones.</summary>
internal sealed class FakeDirectory : IClientPhones
{
    public HashSet<string> Clients { get; } = [];

    /// <summary>True to throw on each question.</summary>
    public bool IsAway { get; set; }

    public int Questions { get; private set; }

    public Task<bool> KnowsAsync(string phone)
    {
        Questions++;
        return IsAway ? Task.FromException<bool>(new TimeoutException()) : Task.FromResult(Clients.Contains(phone));
    }
}
