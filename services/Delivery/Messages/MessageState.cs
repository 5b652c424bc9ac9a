namespace Relay.Delivery.Messages;

/// <summary>Where a message that is to be delivered stands.</summary>
public enum MessageState
{
    /// <summary>It waits for its turn, or for the next attempt.</summary>
    Pending,

    /// <summary>Its call runs.</summary>
    Sending,

    /// <summary>It waits for people: for a contact, or until the bot is unblocked.</summary>
    Held,

    /// <summary>Final: the provider took all of it.</summary>
    Delivered,

    /// <summary>Final: it will not be delivered, and somebody is told.</summary>
    Failed,

    /// <summary>Final: nobody needs it any more, or its origin knew it to be settled.</summary>
    Closed,
}

/// <summary>How states are written.</summary>
public static class MessageStates
{
    /// <summary>
    /// As the tables, traces and answers have it: <c>pending</c>, <c>sending</c>, <c>held</c>, <c>delivered</c>, <c>failed</c>, <c>closed</c>.
    /// </summary>
    public static string Text(this MessageState state) => state switch
    {
        MessageState.Pending => "pending",
        MessageState.Sending => "sending",
        MessageState.Held => "held",
        MessageState.Delivered => "delivered",
        MessageState.Failed => "failed",
        MessageState.Closed => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };

    /// <summary>The state that <see cref="Text"/> wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static MessageState Parse(string text) =>
        Enum.GetValues<MessageState>().Cast<MessageState?>().FirstOrDefault(state => state!.Value.Text() == text)
            ?? throw new FormatException("Not a message's state.");

    /// <summary>True if nothing follows it.</summary>
    public static bool IsFinal(this MessageState state) => state is MessageState.Delivered or MessageState.Failed or MessageState.Closed;
}
