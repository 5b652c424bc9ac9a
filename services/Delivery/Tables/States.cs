using Relay.Delivery.Messages;

namespace Relay.Delivery.Tables;

/// <summary>
/// Sets of states, as SQL. Single states are literals in the statements: the column accepts only those of <see cref="Messages.MessageState"/>.
/// </summary>
internal static class States
{
    /// <summary>Final states.</summary>
    public const string Final = "('delivered', 'failed', 'closed')";
}
