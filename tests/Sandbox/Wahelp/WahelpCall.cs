using System.Text.Json;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Wahelp;

/// <summary>The body of a call, JSON or a form. Anything unreadable counts as empty, and the endpoint reports what is missing.</summary>
internal sealed class WahelpCall
{
    private readonly JsonElement root;

    private WahelpCall(JsonElement root) => this.root = root;

    public static async Task<WahelpCall> ReadAsync(HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        try
        {
            if (request.HasFormContentType)
            {
                var form = await request.ReadFormAsync(stop);
                return new WahelpCall(JsonSerializer.SerializeToElement(form.ToDictionary(field => field.Key, field => field.Value.ToString())));
            }

            using var body = await JsonDocument.ParseAsync(request.Body, default, stop);
            return new WahelpCall(body.RootElement.Clone());
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            return new WahelpCall(default);
        }
    }

    /// <summary>The string at a path; null if it is missing, not a string, or not valid Unicode.</summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var at = root;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        try
        {
            return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public bool Flag(string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}

/// <summary>An error answer of Wahelp.</summary>
internal sealed class WahelpException(Answer answer) : Exception
{
    public WahelpException(int status, string message)
        : this(WahelpAnswers.Error(status, message))
    {
    }

    public Answer Answer => answer;
}
