using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Relay.TelegramGateway.ServingFiles;

/// <summary>The headers that keep a client's file from doing anything to who opens it, and its link from getting known.</summary>
internal static class FileHeaders
{
    private const int LongestName = 150;

    public static void Put(HttpResponse response)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
    }

    /// <param name="name">The true name; without hidden signs.</param>
    public static void PutFile(HttpResponse response, FileType type, string name)
    {
        var disposition = new ContentDispositionHeaderValue(type.IsShown ? "inline" : "attachment");
        disposition.SetHttpFileName(Plain(name));
        response.Headers.ContentDisposition = disposition.ToString();
        // A day, so that a revoked file does not stay in browsers for long.
        response.Headers.CacheControl = "private, max-age=86400, immutable";
    }

    /// <summary>Without what file systems take for a path; short enough for all of them.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (plain.Length + rune.Utf16SequenceLength > LongestName)
            {
                break;
            }

            plain.Append(rune.Value is '/' or '\\' or ':' or '"' or '*' or '?' or '<' or '>' or '|' ? "_" : rune.ToString());
        }

        return plain.ToString();
    }
}
