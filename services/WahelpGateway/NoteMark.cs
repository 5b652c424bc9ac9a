namespace Relay.WahelpGateway;

/// <summary>
/// How the relay's own notes in the channel begin. Nobody types it, and no marked text is ever relayed: whatever way a note comes back,
/// it does not reach the client.
/// </summary>
internal static class NoteMark
{
    private const string Mark = "⟦Relay⟧ ";

    public static string Put(string words) => Mark + words;

    public static bool Is(string text) => text.AsSpan().TrimStart().StartsWith(Mark.AsSpan().TrimEnd(), StringComparison.Ordinal);
}
