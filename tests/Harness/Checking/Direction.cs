namespace Relay.Harness.Checking;

/// <summary>The direction of a message.</summary>
public enum Direction
{
    /// <summary>From clients to managers.</summary>
    ToWahelp,

    /// <summary>From managers to clients.</summary>
    ToChats,
}
