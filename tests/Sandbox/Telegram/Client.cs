using System.Text.Json;

namespace Relay.Sandbox.Telegram;

/// <summary>A Telegram user. In a private chat the chat's id equals the user's id.</summary>
internal sealed record Client
{
    public required long Chat { get; init; }

    public required string FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string LanguageCode { get; init; } = "ru";

    /// <summary>The account's phone, as in the shared own contact.</summary>
    public required string Phone { get; init; }

    public bool Blocked { get; init; }

    public bool Deactivated { get; init; }

    /// <summary>The bot's last reply keyboard, raw; null after remove_keyboard.</summary>
    public JsonElement? Keyboard { get; init; }
}
