using Relay.ServiceDefaults;

namespace Relay.WahelpGateway.SendingClientMessages;

/// <summary>
/// What clients wrote, made harmless for the eyes of managers: it cannot look like a note of the relay's (<see cref="NoteMark"/>), nor turn the
/// direction of what is around it.
/// </summary>
internal static class Harmless
{
    /// <summary>A text of several lines.</summary>
    public static string Text(string text) => WithoutMark(HiddenSigns.RemoveFromText(text));

    /// <summary>A name: one line.</summary>
    public static string Line(string text) => WithoutMark(HiddenSigns.Remove(text));

    private static string WithoutMark(string text) => text.Replace('⟦', '[').Replace('⟧', ']');
}
