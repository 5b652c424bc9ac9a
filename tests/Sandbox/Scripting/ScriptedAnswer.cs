using System.Text.Json;

namespace Relay.Sandbox.Scripting;

/// <summary>What to do to calls that match, instead of (or before) the usual answer.</summary>
internal sealed record ScriptedAnswer
{
    /// <summary>An operation, or its beginning up to a dot: <c>telegram.sendMessage</c>, <c>wahelp.send</c>, <c>wahelp</c> …</summary>
    public required string At { get; init; }

    /// <summary>Only calls about this chat; null: any.</summary>
    public long? Chat { get; init; }

    /// <summary>Only calls about this phone, in any spelling; null: any.</summary>
    public string? Phone { get; init; }

    /// <summary>For how many calls; null: until cleared.</summary>
    public int? Times { get; init; }

    /// <summary>Wait before anything else happens, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Whether the call takes effect before the fault: the message is stored, the poller's batch taken.</summary>
    public bool Accept { get; init; }

    public Ending Then { get; init; } = Ending.Answer;

    /// <summary>The status to answer; null with <see cref="Ending.Answer"/> and no body: the usual answer, only later.</summary>
    public int? Status { get; init; }

    /// <summary>The body to answer, a string as it is, anything else as JSON; null: what this API says at such a status.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>The text of the error in the API's own error body.</summary>
    public string? Description { get; init; }

    /// <summary>Seconds to wait, told as each API tells it.</summary>
    public int? RetryAfter { get; init; }

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

    /// <summary>With the connection cut.</summary>
    Abort,
}
