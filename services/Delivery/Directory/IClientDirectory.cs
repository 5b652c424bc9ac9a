using Relay.Contracts.Clients;

namespace Relay.Delivery.Directory;

/// <summary>
/// Who a client is, as ClientDirectory knows. Answers that name a client are remembered for a while; events of the directory end that at once.
/// </summary>
public interface IClientDirectory
{
    /// <summary>Whose chat belongs to this phone in E.164.</summary>
    ValueTask<DirectoryAnswer> ByPhoneAsync(string phone, CancellationToken cancellationToken);

    /// <summary>Which phone belongs to this Telegram account.</summary>
    ValueTask<DirectoryAnswer> ByTelegramUserAsync(long telegramUserId, CancellationToken cancellationToken);

    /// <summary>Forgets what is known of either side of a link: it has changed.</summary>
    void Forget(string phone, long telegramUserId);
}

/// <summary>What the directory answered.</summary>
public abstract record DirectoryAnswer
{
    private DirectoryAnswer()
    {
    }

    /// <summary>Linked.</summary>
    public sealed record Found(ClientFound Client) : DirectoryAnswer;

    /// <summary>Not linked.</summary>
    public sealed record NotFound : DirectoryAnswer;

    /// <summary>The directory, or the broker on the way to it, did not answer within 5 s.</summary>
    public sealed record Unavailable : DirectoryAnswer;
}
