namespace Relay.WahelpGateway;

/// <summary>
/// What learning sends: begun as the relay's notes are, so that no client ever gets it as a manager's message; with a word of its run, by which events
/// that tell of it are known.
/// </summary>
internal static class LearningText
{
    private const string Kind = "test";

    private static readonly string[] Ways = [SendingWay.Messages, SendingWay.SendMessage, SendingWay.From, SendingWay.Comment];

    public static string Of(string word, string way) => NoteMark.Put($"{Kind} {word} {way}");

    /// <summary>True if it is one, of whichever run, and nothing else: nobody types it.</summary>
    public static bool Is(string text) =>
        text.Trim().Split(' ') is [_, Kind, var word, var way] && Ways.Contains(way, StringComparer.Ordinal) && text.Trim() == Of(word, way);
}
