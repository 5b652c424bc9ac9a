using Npgsql;

namespace Relay.TelegramGateway.Prompting;

/// <summary>The clients whose words wait for the contact, as was last heard.</summary>
internal interface IContactQuestions
{
    /// <summary>A client was asked for the contact. Repeats transient database errors until cancelled.</summary>
    Task AskedAsync(long chatId, string lane, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>They are linked: nothing of theirs waits for it any more. Repeats transient database errors until cancelled.</summary>
    Task LinkedAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken);

    /// <summary>Those of the chats whose words wait, with how much does.</summary>
    Task<IReadOnlyList<ContactQuestion>> FindAsync(IReadOnlyList<long> chatIds, CancellationToken cancellationToken);

    /// <summary>Stores when they were asked and told, in the caller's transaction.</summary>
    Task RememberAsync(NpgsqlConnection connection, IReadOnlyCollection<ContactQuestion> questions, CancellationToken cancellationToken);
}

/// <summary>What is known of a client whose words wait for the contact.</summary>
/// <param name="AskedAt">When the client was last asked.</param>
/// <param name="RefusedAt">When the client was last told that no more is kept; null while that was never so.</param>
/// <param name="Count">How many messages wait.</param>
/// <param name="Bytes">How long they are together.</param>
internal sealed record ContactQuestion(long ChatId, string Lane, DateTimeOffset AskedAt, DateTimeOffset? RefusedAt, int Count, long Bytes)
{
    /// <summary>How many messages of a client may wait for the contact, and how long they may be together.</summary>
    public const int CountAtMost = 100;

    private const long BytesAtMost = 1_000_000;

    public bool IsFull => Count >= CountAtMost || Bytes >= BytesAtMost;
}
