using System.Security.Cryptography;
using System.Text;
using Relay.Delivery.Accepting;

namespace Relay.WahelpGateway.Persistence;

/// <summary>
/// Accepted notifications. They go to the client like managers' replies; their mark distinguishes them.
/// </summary>
internal interface IAcceptedNotifications
{
    /// <summary>The notifications among these messages, with their state. They are forgotten 30 days after they settled.</summary>
    Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);
}

/// <summary>An accepted notification.</summary>
/// <param name="Mark">Distinguishes it from another one with its id.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Outcome"><c>delivered</c>, or the reason of its failure; null until its outcome is back.</param>
/// <param name="HeldReason">The reason of its hold; null if it is not held.</param>
/// <param name="SettledAt">When its outcome came back; null until then.</param>
internal sealed record AcceptedNotification(string Mark, DateTimeOffset AcceptedAt, string? Outcome, string? HeldReason, DateTimeOffset? SettledAt)
{
    /// <summary>The prefix of notifications' marks.</summary>
    public const string Prefix = "notification:";

    /// <summary>True for the mark of a notification.</summary>
    public static bool Is(string? mark) => mark?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>The mark of a notification, made of its phone and text without containing them.</summary>
    public static string MarkOf(string phone, string text) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{phone}\n{text}")));
}

internal sealed class AcceptedNotifications(IAcceptedMessages accepted) : IAcceptedNotifications
{
    public async Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        (from message in await accepted.FindAsync(messageIds, cancellationToken)
         where AcceptedNotification.Is(message.Mark)
         select message).ToDictionary(
            message => message.MessageId,
            message => new AcceptedNotification(message.Mark!, message.AcceptedAt, message.Outcome, message.HeldReason, message.SettledAt));
}
