using System.Security.Cryptography;
using System.Text;
using Relay.Delivery.Accepting;

namespace Relay.WahelpGateway.Persistence;

/// <summary>
/// Notifications among what was accepted. They go to the client as managers' replies do; their mark tells them apart.
/// </summary>
internal interface IAcceptedNotifications
{
    /// <summary>Those of the messages that are notifications, and what is known of them. They are forgotten 30 days after they settled.</summary>
    Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken);
}

/// <summary>A notification that was accepted.</summary>
/// <param name="Mark">What tells it from another one with its id.</param>
/// <param name="AcceptedAt">When.</param>
/// <param name="Outcome"><c>delivered</c>, or why it failed; null until its outcome came back.</param>
/// <param name="HeldReason">What it waits for; null if it was not heard to wait for people.</param>
/// <param name="SettledAt">When its outcome came back; null until then.</param>
internal sealed record AcceptedNotification(string Mark, DateTimeOffset AcceptedAt, string? Outcome, string? HeldReason, DateTimeOffset? SettledAt)
{
    /// <summary>What the marks of notifications begin with.</summary>
    public const string Prefix = "notification:";

    /// <summary>Says that it is a notification, and which phone and text it has, without either.</summary>
    public static string MarkOf(string phone, string text) => Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{phone}\n{text}")));
}

internal sealed class AcceptedNotifications(IAcceptedMessages accepted) : IAcceptedNotifications
{
    public async Task<IReadOnlyDictionary<Guid, AcceptedNotification>> FindAsync(IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
        (from message in await accepted.FindAsync(messageIds, cancellationToken)
         where message.Mark?.StartsWith(AcceptedNotification.Prefix, StringComparison.Ordinal) == true
         select message).ToDictionary(
            message => message.MessageId,
            message => new AcceptedNotification(message.Mark!, message.AcceptedAt, message.Outcome, message.HeldReason, message.SettledAt));
}
