namespace Relay.Harness.Checking;

/// <summary>Which way a message goes.</summary>
public enum Direction
{
    /// <summary>What clients write, on its way to the manager.</summary>
    ToWahelp,

    /// <summary>What managers write, on its way to the client.</summary>
    ToChats,
}
