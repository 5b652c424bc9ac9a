namespace Relay.TelegramGateway.Persistence;

/// <summary>A host that managers' files were on, and that no setting named.</summary>
internal sealed class FileHostRow
{
    /// <summary>Its name, in ASCII.</summary>
    public string Host { get; set; } = "";

    /// <summary>When a file was last on it.</summary>
    public DateTimeOffset At { get; set; }
}
