using System.Net.Http.Headers;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>The name of a file, for the client who gets it.</summary>
internal static class FileNames
{
    /// <summary>In UTF-16 units.</summary>
    private const int Longest = 120;

    private const string Unnamed = "file";

    /// <summary>The name that the message or the answer gives, else the end of the address. It gets the extension of its content if it has none.</summary>
    public static string Of(string given, ContentDispositionHeaderValue? disposition, Uri url, string extension)
    {
        string?[] named = [given, disposition?.FileNameStar, disposition?.FileName?.Trim('"'), Uri.UnescapeDataString(url.Segments[^1])];
        var name = named.Select(Clean).FirstOrDefault(one => one.Length > 0) ?? Unnamed;
        return Shorten(Path.HasExtension(name) ? name : name + extension);
    }

    private static string Clean(string? name) =>
        string.Concat((name ?? "").Split('/', '\\')[^1].Where(sign => !char.IsControl(sign) && !char.IsSurrogate(sign))).Trim(' ', '.');

    private static string Shorten(string name) =>
        name.Length <= Longest ? name
        : Path.GetExtension(name) is { Length: < Longest / 2 } extension ? name[..(Longest - extension.Length)] + extension
        : name[..Longest];
}
