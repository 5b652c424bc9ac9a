using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables;

/// <summary>
/// Sets of states, as SQL. Single ones stand in the statements as they are: the column takes no other than those of
/// <see cref="Messages.MessageState"/>.
/// </summary>
internal static class States
{
    /// <summary>Those after which nothing follows.</summary>
    public const string Final = "('delivered', 'failed', 'closed')";
}
