using System.Globalization;
using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The meaning of one field.</summary>
internal enum FieldSays
{
    Nothing,
    Yes,
    No,

    /// <summary>A code in no list: a no, unless another field says yes or the message has an id.</summary>
    Doubt,
}

/// <summary>
/// A field that reports how a call ended: <c>success</c>, <c>ok</c>, <c>status</c>, <c>error</c>, <c>errors</c>, <c>code</c>. Only <c>success</c> is
/// confirmed for Wahelp; the others are read as PHP services usually fill them.
/// </summary>
/// <param name="Says">Its meaning.</param>
/// <param name="HttpError">The HTTP error code in it; null if there is none.</param>
/// <param name="Words">Its text, if the field is for errors.</param>
/// <param name="MayBeOfObject">True if the requested object (a user) may have its own field of this name.</param>
internal sealed record AnswerField(FieldSays Says, int? HttpError = null, string Words = "", bool MayBeOfObject = false)
{
    /// <summary>The result fields of an object, with names in any case.</summary>
    public static IEnumerable<AnswerField> In(JsonElement place) =>
        place.EnumerateObject().SelectMany(member => Read(member.Name.ToLowerInvariant(), member.Value));

    private static AnswerField[] Read(string name, JsonElement value) => name switch
    {
        "success" or "ok" => [new(OfSuccess(value))],
        "status" => [new(OfStatus(value), HttpErrorOf(value), Text(value), MayBeOfObject: true)],
        "code" => [new(OfCode(value), HttpErrorOf(value), Text(value), MayBeOfObject: true)],
        "error" or "errors" when !IsEmpty(value) => [new(FieldSays.No, HttpErrorWithin(value), string.Join('\n', Strings(value)))],
        _ => [],
    };

    private static FieldSays OfSuccess(JsonElement value)
    {
        if (Number(value) is { } number)
        {
            return number == 0 ? FieldSays.No : FieldSays.Yes;
        }

        var says = OfTruth(value) ?? AnswerWord.Of(Text(value));
        return says == FieldSays.Nothing && !AnswerWord.IsNone(Text(value)) ? FieldSays.Yes : says;
    }

    private static FieldSays OfStatus(JsonElement value) => Number(value) switch
    {
        null => OfTruth(value) ?? AnswerWord.Of(Text(value)),
        1 => FieldSays.Yes,
        { } number => OfNumber(number),
    };

    private static FieldSays OfCode(JsonElement value)
    {
        if (Number(value) is { } number)
        {
            return number is 0 or 1 ? FieldSays.Nothing : OfNumber(number);
        }

        var says = AnswerWord.Of(Text(value));
        return says == FieldSays.Nothing && !AnswerWord.IsNone(Text(value)) ? FieldSays.Doubt : says;
    }

    private static FieldSays? OfTruth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => FieldSays.Yes,
        JsonValueKind.False => FieldSays.No,
        _ => null,
    };

    private static FieldSays OfNumber(double number) => number switch
    {
        >= 200 and < 300 => FieldSays.Yes,
        < 0 or (>= 400 and < 600) => FieldSays.No,
        _ => FieldSays.Doubt,
    };

    /// <summary>True for empty, null, false, 0, a word for none, and anything that holds only these.</summary>
    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().All(IsEmpty),
        JsonValueKind.Object => value.EnumerateObject().All(member => IsEmpty(member.Value)),
        JsonValueKind.True => false,
        JsonValueKind.Number => Number(value) == 0,
        JsonValueKind.String =>
            Number(value) == 0 || AnswerWord.IsNone(Text(value)) || AnswerWord.IsYes(Text(value))
                || Text(value).Equals("false", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private static int? HttpErrorWithin(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .Where(member => member.Name.ToLowerInvariant() is "code" or "status")
            .Select(member => HttpErrorOf(member.Value))
            .FirstOrDefault(status => status is not null),
        JsonValueKind.Array => value.EnumerateArray().Select(HttpErrorWithin).FirstOrDefault(status => status is not null),
        _ => HttpErrorOf(value),
    };

    private static int? HttpErrorOf(JsonElement value) => Number(value) is >= 400 and < 600 and var number ? (int)number : null;

    private static double? Number(JsonElement value) =>
        double.TryParse(
            value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}
