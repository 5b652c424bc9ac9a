using Npgsql;

namespace Relay.TelegramGateway.Prompting;

/// <summary>Clients whose messages wait for the contact, as last known.</summary>
internal interface IContactQuestions
{
    /// <summary>Records that a client was asked for the contact. Retries transient database errors until cancelled.</summary>
    Task AskedAsync(long chatId, string lane, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Records that clients are linked: none of their messages wait for the contact. Retries transient database errors until cancelled.</summary>
    Task LinkedAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken);

    /// <summary>The chats whose messages wait, with their number and length.</summary>
    Task<IReadOnlyList<ContactQuestion>> FindAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken);

    /// <summary>Stores when clients were asked and informed, in the caller's transaction.</summary>
    Task RememberAsync(NpgsqlConnection connection, IReadOnlyCollection<ContactQuestion> questions, CancellationToken cancellationToken);
}

/// <summary>A client whose messages wait for the contact.</summary>
/// <param name="AskedAt">When the client was last asked.</param>
/// <param name="RefusedAt">When the client was last told that no more is kept; null if never.</param>
/// <param name="Count">The number of waiting messages.</param>
/// <param name="Bytes">Their total length.</param>
internal sealed record ContactQuestion(long ChatId, string Lane, DateTimeOffset AskedAt, DateTimeOffset? RefusedAt, int Count, long Bytes)
{
    /// <summary>The limits for messages of a client that wait for the contact.</summary>
    public const int CountAtMost = 100;

    private const long BytesAtMost = 1_000_000;

    public bool IsFull => Count >= CountAtMost || Bytes >= BytesAtMost;
}
