namespace Relay.Sandbox.Telegram;

/// <summary>An update before it has its id.</summary>
/// <param name="Chat">Null where the update belongs to no chat.</param>
/// <param name="Kind">The name of its one field besides update_id: <c>message</c>, <c>edited_message</c> …</param>
/// <param name="Content">That field and its value, as JSON members.</param>
internal sealed record UpdateDraft(long? Chat, string Kind, string Content)
{
    /// <summary>Null: the next in line.</summary>
    public int? Id { get; init; }

    public long? MessageId { get; init; }

    public string? Text { get; init; }

    /// <summary>What the client did, for the journal: <c>text</c>, <c>contact</c>, <c>photo</c> …</summary>
    public string? Detail { get; init; }

    /// <summary>It comes whether the bot asked for its kind or not.</summary>
    public bool Injected { get; init; }

    /// <summary>The whole update where it brought its own id.</summary>
    public string? Verbatim { get; init; }

    public Update WithId(int id) => new(id, Chat, Kind, Verbatim ?? $$"""{"update_id":{{id}},{{Content}}}""");
}
