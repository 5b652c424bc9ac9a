using Relay.Contracts.Clients;

namespace Relay.TelegramGateway.LookingUpClients;

/// <summary>Who a client is, as ClientDirectory knows. Answers are at most 2 s old: a chat must not see what is meant for somebody else.</summary>
internal interface IClientLookup
{
    /// <summary>Whose chat belongs to this phone.</summary>
    ValueTask<LookupAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken);

    /// <summary>Which phone belongs to this Telegram account.</summary>
    ValueTask<LookupAnswer> ByTelegramUserAsync(long userId, CancellationToken cancellationToken);
}

/// <summary>What the directory answered.</summary>
internal abstract record LookupAnswer
{
    private LookupAnswer()
    {
    }

    /// <summary>Linked.</summary>
    public sealed record Found(ClientFound Client) : LookupAnswer;

    /// <summary>Not linked.</summary>
    public sealed record NotFound : LookupAnswer;

    /// <summary>The directory, or the broker on the way to it, did not answer in time.</summary>
    public sealed record Unavailable : LookupAnswer;
}
