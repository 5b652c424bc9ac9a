using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Telegram;

/// <summary>An update without its id.</summary>
/// <param name="Chat">Null if the update belongs to no chat.</param>
/// <param name="Kind">The name of its one field besides update_id: <c>message</c>, <c>edited_message</c> …</param>
/// <param name="Content">That field and its value, as JSON members.</param>
internal sealed record UpdateDraft(long? Chat, string Kind, string Content)
{
    /// <summary>Null for the next id.</summary>
    public int? Id { get; init; }

    public long? MessageId { get; init; }

    public string? Text { get; init; }

    /// <summary>The message's file, for the journal.</summary>
    public SeenFile? File { get; init; }

    /// <summary>The client's act, for the journal: <c>text</c>, <c>contact</c>, <c>photo</c> …</summary>
    public string? Detail { get; init; }

    /// <summary>True if it comes whether or not the bot requested its kind.</summary>
    public bool Injected { get; init; }

    /// <summary>The whole update, if it has its own id.</summary>
    public string? Verbatim { get; init; }

    public Update WithId(int id) => new(id, Chat, Kind, Verbatim ?? $$"""{"update_id":{{id}},{{Content}}}""");
}
