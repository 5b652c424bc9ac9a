using System.Collections.Concurrent;
using System.Text.Json;

namespace Relay.Sandbox.Telegram;

/// <summary>All clients who have a chat with the bot, and its groups.</summary>
internal sealed class Clients
{
    private readonly ConcurrentDictionary<long, Client> clients = new();
    private readonly ConcurrentDictionary<long, byte> groups = new();

    public IEnumerable<Client> All => clients.Values.OrderBy(client => client.Chat);

    public Client? Find(long chat) => clients.GetValueOrDefault(chat);

    /// <summary>The client of a chat; a new one, with a name and a phone made of the id, on first use.</summary>
    public Client Get(long chat) => clients.GetOrAdd(chat, id => new Client
    {
        Chat = id,
        FirstName = $"Клиент {id}",
        Phone = StandardPhone(id),
    });

    public Client Put(Client client) => clients[client.Chat] = client;

    public Client Change(long chat, Func<Client, Client> change) =>
        clients.AddOrUpdate(chat, id => change(Get(id)), (_, client) => change(client));

    public bool Knows(long chat) => clients.ContainsKey(chat) || groups.ContainsKey(chat);

    public void AddGroup(long chat) => groups.TryAdd(chat, 0);

    /// <summary>Keeps the keyboard that a bot's message shows or removes.</summary>
    public void ShowMarkup(long chat, string? markup)
    {
        if (markup is null || !clients.ContainsKey(chat))
        {
            return;
        }

        using var json = JsonDocument.Parse(markup);
        if (json.RootElement.TryGetProperty("keyboard", out _))
        {
            var keyboard = json.RootElement.Clone();
            Change(chat, client => client with { Keyboard = keyboard });
        }
        else if (json.RootElement.TryGetProperty("remove_keyboard", out _))
        {
            Change(chat, client => client with { Keyboard = null });
        }
    }

    public void Clear()
    {
        clients.Clear();
        groups.Clear();
    }

    /// <summary>+7900 and the last seven digits of the chat id.</summary>
    public static string StandardPhone(long chat) => $"+7900{Math.Abs(chat) % 10_000_000:D7}";
}
