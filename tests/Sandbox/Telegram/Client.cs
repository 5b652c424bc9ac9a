using System.Text.Json;

namespace Relay.Sandbox.Telegram;

/// <summary>A person with Telegram. In a private chat the chat's id is the user's id.</summary>
internal sealed record Client
{
    public required long Chat { get; init; }

    public required string FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Username { get; init; }

    public string LanguageCode { get; init; } = "ru";

    /// <summary>The phone of the account, as sharing the own contact sends it.</summary>
    public required string Phone { get; init; }

    public bool Blocked { get; init; }

    public bool Deactivated { get; init; }

    /// <summary>The reply keyboard the bot showed last, raw; null after remove_keyboard.</summary>
    public JsonElement? Keyboard { get; init; }
}
