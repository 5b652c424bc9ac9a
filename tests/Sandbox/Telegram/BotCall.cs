using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Relay.Sandbox.Telegram;

/// <summary>The parameters of a Bot API call, from the query, a form or a JSON body: Telegram accepts them alike.</summary>
internal sealed class BotCall
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Upload> uploads = new(StringComparer.Ordinal);

    /// <exception cref="BotApiException">The body does not match its content type.</exception>
    public static async Task<BotCall> ReadAsync(HttpRequest request)
    {
        var call = new BotCall();
        foreach (var (name, value) in request.Query)
        {
            call.values[name] = value.ToString();
        }

        if (request.HasFormContentType)
        {
            await call.ReadFormAsync(request);
        }
        else if (request.HasJsonContentType())
        {
            await call.ReadJsonAsync(request);
        }

        return call;
    }

    /// <summary>A string literally, anything else as raw JSON; null if it is missing.</summary>
    public string? Text(string name) => values.GetValueOrDefault(name);

    /// <summary>A file of a multipart body; null if there is none of this name.</summary>
    public Upload? Upload(string name) => uploads.GetValueOrDefault(name);

    public long? Number(string name) => long.TryParse(Text(name), out var number) ? number : null;

    /// <summary>A JSON array of strings; null if it is missing.</summary>
    public string[]? List(string name)
    {
        try
        {
            return Text(name) is { } json ? JsonSerializer.Deserialize<string[]>(json) : null;
        }
        catch (JsonException)
        {
            throw new BotApiException(400, $"Bad Request: can't parse {name}");
        }
    }

    public bool Flag(string name) => Text(name) is "true" or "True" or "1";

    private async Task ReadFormAsync(HttpRequest request)
    {
        try
        {
            var stop = request.HttpContext.RequestAborted;
            var form = await request.ReadFormAsync(stop);
            foreach (var (name, value) in form)
            {
                values[name] = value.ToString();
            }

            foreach (var file in form.Files)
            {
                using var bytes = new MemoryStream();
                await file.CopyToAsync(bytes, stop);
                uploads[file.Name] = new Upload(NameOf(file), bytes.ToArray());
            }
        }
        catch (InvalidDataException)
        {
            throw new BotApiException(400, "Bad Request: can't parse the multipart body");
        }
    }

    /// <summary>As Telegram reads it: <c>filename</c> literally, without decoding, and never <c>filename*</c>.</summary>
    private static string NameOf(IFormFile file)
    {
        var disposition = ContentDispositionHeaderValue.Parse(file.ContentDisposition);
        var name = disposition.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("filename", StringComparison.OrdinalIgnoreCase));
        return HeaderUtilities.UnescapeAsQuotedString(name?.Value ?? "").ToString();
    }

    private async Task ReadJsonAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
            foreach (var property in body.RootElement.EnumerateObject())
            {
                values[property.Name] = property.Value.ValueKind == JsonValueKind.String
                    ? property.Value.GetString()!
                    : property.Value.GetRawText();
            }
        }
        catch (JsonException)
        {
            throw new BotApiException(400, "Bad Request: can't parse JSON object");
        }
        catch (InvalidOperationException)
        {
            throw new BotApiException(400, "Bad Request: strings must be encoded in UTF-8");
        }
    }
}

/// <summary>An uploaded file.</summary>
/// <param name="Name">Empty if it has none.</param>
internal sealed record Upload(string Name, byte[] Bytes);
