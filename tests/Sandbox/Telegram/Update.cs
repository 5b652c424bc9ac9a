namespace Relay.Sandbox.Telegram;

/// <summary>An update that waits until the bot has confirmed it.</summary>
internal sealed class Update(int id, long? chat, string kind, string json)
{
    public int Id => id;

    /// <summary>Null if the update belongs to no chat.</summary>
    public long? Chat => chat;

    /// <summary>The name of its one field besides update_id.</summary>
    public string Kind => kind;

    /// <summary>The whole update on the wire.</summary>
    public string Json => json;

    /// <summary>True if a poller got it.</summary>
    public bool Taken { get; set; }
}
