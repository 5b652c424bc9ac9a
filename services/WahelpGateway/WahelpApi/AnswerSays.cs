using System.Text.Json;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Whether an answer's fields say that the call was accepted.</summary>
internal enum Said
{
    /// <summary>No field says either.</summary>
    Neither,

    /// <summary>At least one says yes, and none says no.</summary>
    Yes,

    /// <summary>At least one says no, whatever the others say.</summary>
    No,
}

/// <summary>The meaning of an answer's body, by its result fields.</summary>
internal sealed record AnswerSays
{
    private static readonly string[] Explaining = ["message", "msg", "detail"];

    public Said Said { get; private init; }

    /// <summary>The id of the created object; null if there is none.</summary>
    public string? Id { get; private init; }

    /// <summary>The ids of the sent message, with their names.</summary>
    public IReadOnlyList<string> Ids { get; private init; } = [];

    /// <summary>True for a web page: it comes from a proxy or a wrong address, not from Wahelp's API.</summary>
    public bool IsPage { get; private init; }

    /// <summary>The HTTP error code in a field; null if there is none.</summary>
    public int? HttpError { get; private init; }

    /// <summary>The texts of error fields, which never hold what people wrote.</summary>
    public string ErrorWords { get; private init; } = "";

    /// <summary>Texts that explain an error, or quote what was sent.</summary>
    public string Explanation { get; private init; } = "";

    /// <summary>
    /// Reads a body. The result of a call is at its top. <c>data</c> and <c>message</c> hold the sent message with its status, or the found user, whose
    /// own status is not the call's, or data that was read, which is ignored.
    /// </summary>
    public static AnswerSays Of(WahelpStep step, string body)
    {
        using var document = WahelpJson.Parse(body);
        if (document is null || document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return new AnswerSays
            {
                Said = AnswerWord.IsNo(body) ? Said.No : Said.Neither,
                IsPage = document is null && body.AsSpan().TrimStart().StartsWith("<"),
                Explanation = body,
            };
        }

        var root = document.RootElement;
        var id = WahelpJson.Id(root);
        var fields = Fields(root, step);
        return new AnswerSays
        {
            Said = fields.Exists(field => field.Says == FieldSays.No) ? Said.No
                : fields.Exists(field => field.Says == FieldSays.Yes) ? Said.Yes
                : fields.Exists(field => field.Says == FieldSays.Doubt) && id is null ? Said.No
                : Said.Neither,
            Id = id,
            Ids = step == WahelpStep.Send ? MessageNames.InAnswer(root) : [],
            HttpError = fields.Select(field => field.HttpError).FirstOrDefault(status => status is not null),
            ErrorWords = string.Join('\n', fields.Select(field => field.Words)),
            Explanation = string.Join('\n', Explaining.SelectMany(name => new[] { root.PlainText(name), root.Member("data").PlainText(name) })),
        };
    }

    private static List<AnswerField> Fields(JsonElement root, WahelpStep step)
    {
        var data = root.Member("data");
        List<AnswerField> fields = [.. Objects(root, step).SelectMany(AnswerField.In)];
        if (step is WahelpStep.Send or WahelpStep.FindUser)
        {
            fields.AddRange(new[] { data, root.Member("message"), data.Member("message") }
                .SelectMany(place => Objects(place, step))
                .SelectMany(AnswerField.In)
                .Where(field => step == WahelpStep.Send || !field.MayBeOfObject));
        }

        return fields;
    }

    private static IEnumerable<JsonElement> Objects(JsonElement? place, WahelpStep step) => place switch
    {
        { ValueKind: JsonValueKind.Object } one => [one],
        { ValueKind: JsonValueKind.Array } list when step == WahelpStep.Send => list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object),
        _ => [],
    };
}
