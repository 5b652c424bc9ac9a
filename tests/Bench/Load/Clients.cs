using System.Globalization;

namespace Relay.Bench.Load;

/// <summary>The bench's clients, by number from 0: account, chat and phone are made of it.</summary>
internal static class Clients
{
    /// <summary>The first one's Telegram account and chat.</summary>
    public const long FirstChat = 1_000_000_000;

    /// <summary>The prefix of every phone; seven digits follow.</summary>
    public const string PhonePrefix = "+7900";

    public static long Chat(int client) => FirstChat + client;

    public static string Phone(int client) => string.Create(CultureInfo.InvariantCulture, $"{PhonePrefix}{client:D7}");
}
