namespace Relay.TelegramGateway.TelegramApi;

/// <summary>The limits that keep files from slowing down anything else.</summary>
internal sealed record DownloadLimits
{
    /// <summary>How many files are fetched at the same time.</summary>
    public int Fetches { get; init; } = 4;

    /// <summary>How many files may wait for that or be fetched; callers of more are asked to come again.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>How many callers are served at the same time.</summary>
    public int Readers { get; init; } = 64;

    /// <summary>A download is given up after this time without a byte.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A caller who reads fewer bytes a second is cut off.</summary>
    public double SlowestReader { get; init; } = 16 * 1024;

    /// <summary>How long a caller may be slower than that.</summary>
    public TimeSpan SlowFor { get; init; } = TimeSpan.FromSeconds(10);
}
