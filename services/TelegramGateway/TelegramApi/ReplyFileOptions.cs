using System.ComponentModel.DataAnnotations;
using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The gateway's options for managers' files on their way to clients.</summary>
public sealed class ReplyFileOptions : IValidatableObject
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>
    /// Where files may be fetched from. A host's name stands for itself and its subdomains, by https alone and at public addresses. An origin
    /// (<c>http://127.0.0.1:5080</c>) stands for exactly itself, wherever it leads.
    /// </summary>
    [Variable("WAHELP_FILE_HOSTS", Hint = "wahelp.ru is the default; separate hosts by commas.")]
    public IReadOnlyList<string> Hosts { get; set; } = ["wahelp.ru"];

    /// <summary>The largest file that is fetched, in MB. Telegram's own server takes 50.</summary>
    [Range(1, 2000)]
    [Variable("RELAY_FILES_MAX_MB", Hint = "50 is the default; from 1 to 2000.")]
    public int MaxMegabytes { get; set; } = 50;

    /// <summary>How much room all stored files have together, in MB. Beyond it files wait to be fetched.</summary>
    [Range(1, 1_000_000)]
    [Variable("RELAY_FILES_STORE_MB", Hint = "2048 is the default.")]
    public int StoreMegabytes { get; set; } = 2048;

    /// <summary>For how long a file is tried for, in minutes, from the moment when its message is stored. Then the text goes alone.</summary>
    [Range(1, 1440)]
    [Variable("RELAY_FILES_DEADLINE", Hint = "10 is the default, in minutes; from 1 to 1440.")]
    public int DeadlineMinutes { get; set; } = 10;

    /// <summary>The largest file, in bytes.</summary>
    public long MaxBytes => MaxMegabytes * Megabyte;

    /// <summary>The room of all, in bytes.</summary>
    public long StoreBytes => StoreMegabytes * Megabyte;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Hosts.Any(host => !IsHost(host) && !IsOrigin(host)))
        {
            yield return new("WAHELP_FILE_HOSTS has an entry that is no host. Set it to names like wahelp.ru, separated by commas.");
        }

        if (StoreMegabytes < MaxMegabytes)
        {
            yield return new("RELAY_FILES_STORE_MB is smaller than RELAY_FILES_MAX_MB, so that no file would have room.");
        }
    }

    private static bool IsHost(string text) => Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin is { Scheme: "http" or "https", PathAndQuery: "/" };
}
