using System.ComponentModel.DataAnnotations;
using Relay.ServiceDefaults.Configuration;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>How clients' files reach managers.</summary>
public sealed class ClientFileOptions : IValidatableObject
{
    private const string PublicUrlHint = "Set it to the https address at which managers reach this relay, for example https://relay.example.com.";

    /// <summary>
    /// The address under which <c>/files/…</c> of this service is reached from outside; null for none: managers then get words about files, and no links.
    /// </summary>
    [Variable("RELAY_PUBLIC_URL", Hint = PublicUrlHint)]
    public Uri? PublicUrl { get; set; }

    /// <summary>For how many days a client's file can be opened by its link.</summary>
    [Range(1, 3650)]
    [Variable("RELAY_FILES_KEEP_DAYS", Hint = "365 is the default; from 1 to 3650.")]
    public int KeepDays { get; set; } = 365;

    /// <summary>The folder of files that were fetched lately. Instances may share it. It may be emptied at any time.</summary>
    [Variable("RELAY_FILES_CACHE", Hint = "Set it to a folder that this service may write.")]
    public string CacheFolder { get; set; } = Path.Combine(Path.GetTempPath(), "relay-files");

    /// <summary>The size that the folder may have, in megabytes.</summary>
    [Range(64, 1_000_000)]
    [Variable("RELAY_FILES_CACHE_MB", Hint = "1024 is the default; at least 64.")]
    public int CacheMegabytes { get; set; } = 1024;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is { } url && (!IsProtected(url) || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0))
        {
            yield return new($"RELAY_PUBLIC_URL is not an https address without user and query (http is for this machine only). {PublicUrlHint}");
        }
    }

    private static bool IsProtected(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);
}
