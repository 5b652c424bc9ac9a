using System.Text.Json;

namespace Relay.Sandbox.Scripting;

/// <summary>What matching calls do instead of (or before) the usual answer.</summary>
internal sealed record ScriptedAnswer
{
    /// <summary>An operation, or its prefix up to a dot: <c>telegram.sendMessage</c>, <c>wahelp.send</c>, <c>wahelp</c> …</summary>
    public required string At { get; init; }

    /// <summary>Only calls about this chat; null: any.</summary>
    public long? Chat { get; init; }

    /// <summary>Only calls about this phone, in any spelling; null: any.</summary>
    public string? Phone { get; init; }

    /// <summary>For this many calls; null until cleared.</summary>
    public int? Times { get; init; }

    /// <summary>A delay before anything else, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>True if the call takes effect before the fault: the message is stored, the poller gets its batch.</summary>
    public bool Accept { get; init; }

    public Ending Then { get; init; } = Ending.Answer;

    /// <summary>The status to answer; null with <see cref="Ending.Answer"/> and no body for the usual answer, only later.</summary>
    public int? Status { get; init; }

    /// <summary>The body to answer, a string literally, anything else as JSON; null for this API's own body at such a status.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The text of the error in the API's own error body.</summary>
    public string? Description { get; init; }

    /// <summary>Seconds to wait, in each API's own form.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Where a 3xx of a file leads; null for none.</summary>
    public string? Location { get; init; }

    public bool IsOnlyLate => Then == Ending.Answer && Status is null && Body is null;

    public string? BodyText => Body switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } json => json.GetRawText(),
    };

    /// <summary>In words, for the journal.</summary>
    public string Fault => Then switch
    {
        Ending.Silence => "silence",
        Ending.Abort => "abort",
        Ending.Stall => "stall",
        Ending.Cut => "cut",
        Ending.Endless => "endless",
        _ => $"scripted {Status ?? 200}",
    };
}

/// <summary>How a scripted call ends.</summary>
internal enum Ending
{
    /// <summary>With an answer.</summary>
    Answer,

    /// <summary>Never: the connection stays open until the caller gives up.</summary>
    Silence,

    /// <summary>With the connection cut after the whole call came.</summary>
    Abort,

    /// <summary>With the connection cut when half of the call's body came. Which chat it is about is not known by then.</summary>
    Cut,

    /// <summary>With the first half of a file; the rest never comes.</summary>
    Stall,

    /// <summary>With a file that never ends.</summary>
    Endless,
}
