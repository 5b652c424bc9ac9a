using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Reads JSON without assumptions about its shape.</summary>
internal static class JsonElementExtensions
{
    public static JsonElement? Member(this JsonElement element, string name) => ((JsonElement?)element).Member(name);

    public static JsonElement? Member(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } place && place.TryGetProperty(name, out var member) ? member : null;

    /// <summary>A string, or a number as written.</summary>
    public static string? Text(this JsonElement element, string name) => ((JsonElement?)element).Text(name);

    /// <summary>A string, or a number as written.</summary>
    public static string? Text(this JsonElement? element, string name) => element.Member(name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    /// <summary>A string.</summary>
    public static string? PlainText(this JsonElement? element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>A string.</summary>
    public static string? PlainText(this JsonElement element, string name) => ((JsonElement?)element).PlainText(name);
}
