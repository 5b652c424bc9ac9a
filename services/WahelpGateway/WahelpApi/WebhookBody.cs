using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Relay.ServiceDefaults.Administration;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Reads the body of a webhook call as JSON, whatever a PHP service may have made of it: compressed, in a declared charset, as a form.
/// </summary>
/// <param name="Bytes">The body as received.</param>
/// <param name="ContentType">The call's header; empty if there is none.</param>
/// <param name="ContentEncoding">The call's header; empty if there is none.</param>
internal sealed record WebhookBody(ReadOnlyMemory<byte> Bytes, string ContentType, string ContentEncoding)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body for people; a data URL if it is not text.</summary>
    public string Raw => Decode(Bytes.Span, Utf8) ?? $"data:{ContentType};encoding={ContentEncoding};base64,{Convert.ToBase64String(Bytes.Span)}";

    /// <summary>The body as JSON, or as text that may be JSON; null if it cannot be read, or is too large uncompressed.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (Unpack() is not { } bytes || !MediaTypeHeaderValue.TryParse(ContentType.Length > 0 ? ContentType : "application/json", out var type)
            || Charset(type) is not { } charset)
        {
            return null;
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadPartsAsync(bytes, HeaderUtilities.RemoveQuotes(type.Boundary).Value, charset, cancellationToken);
        }

        // Many senders call JSON a form. A body without a type, or of a text type, may be one.
        return Decode(bytes.Span, charset) is not { } text ? null
            : IsForm(type, text) ? FormJson.Read(Fields(text, charset))
            : text;
    }

    private static bool IsForm(MediaTypeHeaderValue type, string text) =>
        !text.AsSpan().TrimStart().StartsWith("{") && !text.AsSpan().TrimStart().StartsWith("[") && text.Contains('=', StringComparison.Ordinal)
        && (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || !text.Contains('"', StringComparison.Ordinal));

    private static IEnumerable<KeyValuePair<string, string>>? Fields(string text, Encoding charset)
    {
        try
        {
            return [.. from pair in text.Trim().Split('&', StringSplitOptions.RemoveEmptyEntries)
                let cut = pair.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? at : pair.Length
                select KeyValuePair.Create(UrlDecode(pair[..cut], charset), UrlDecode(pair[Math.Min(pair.Length, cut + 1)..], charset))];
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string UrlDecode(string text, Encoding charset) => System.Web.HttpUtility.UrlDecode(text, charset);

    private static async Task<string?> ReadPartsAsync(ReadOnlyMemory<byte> bytes, string? boundary, Encoding charset, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(boundary))
        {
            return null;
        }

        var fields = new List<KeyValuePair<string, string>>();
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            var parts = new MultipartReader(boundary, stream);
            while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                using var content = new MemoryStream();
                await part.Body.CopyToAsync(content, cancellationToken);
                if (Decode(content.ToArray(), charset) is not { } value || part.GetContentDispositionHeader()?.Name is not { Length: > 0 } name)
                {
                    return null;
                }

                fields.Add(KeyValuePair.Create(HeaderUtilities.RemoveQuotes(name).ToString(), value));
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return null;
        }

        return FormJson.Read(fields);
    }

    /// <summary>Null if it is not compressed so, in an unknown way, or too large uncompressed.</summary>
    private ReadOnlyMemory<byte>? Unpack()
    {
        using var packed = new MemoryStream(Bytes.ToArray());
        using Stream? unpacking = ContentEncoding.Trim().ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
            "deflate" when Bytes.Length > 0 && (Bytes.Span[0] & 0x0F) == 8 => new ZLibStream(packed, CompressionMode.Decompress),
            "deflate" => new DeflateStream(packed, CompressionMode.Decompress),
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "" or "identity" => packed,
            _ => null,
        };
        if (unpacking is null || unpacking == packed)
        {
            return unpacking is null ? null : Bytes;
        }

        var room = new byte[RequestBody.Largest + 1];
        try
        {
            var length = unpacking.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            return length > RequestBody.Largest ? null : room.AsMemory(0, length);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    /// <summary>The declared charset, which throws on invalid bytes; null if it is unknown.</summary>
    private static Encoding? Charset(MediaTypeHeaderValue type)
    {
        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString().Trim();
        try
        {
            return name.Length == 0 || name.Equals("utf8", StringComparison.OrdinalIgnoreCase)
                ? Utf8
                : CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                    ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Null if the bytes are not in this charset.</summary>
    private static string? Decode(ReadOnlySpan<byte> bytes, Encoding charset)
    {
        try
        {
            return charset.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
