namespace Relay.Contracts.Clients;

/// <summary>Request to ClientDirectory: which Telegram accounts belong to these phones, and which phones to these accounts?</summary>
public sealed record FindClients
{
    /// <summary>Phones, in any spelling that the region allows. May be empty.</summary>
    public required IReadOnlyList<string> Phones { get; init; }

    /// <summary>Telegram accounts (<c>bot_tg_user_id</c>). May be empty.</summary>
    public required IReadOnlyList<long> TelegramUserIds { get; init; }
}

/// <summary>Response to <see cref="FindClients"/>.</summary>
public sealed record ClientsFound
{
    /// <summary>For each phone of the request, at the same index: the client; null if it is not linked or not a phone.</summary>
    public required IReadOnlyList<ClientFound?> ByPhone { get; init; }

    /// <summary>For each account of the request, at the same index: the client; null if it is not linked.</summary>
    public required IReadOnlyList<ClientFound?> ByTelegramUser { get; init; }
}
