namespace Relay.Harness.Checking;

/// <summary>Linked clients and managers who write to each other, with numbers that rise for each client and direction.</summary>
/// <param name="sandbox">The sandbox.</param>
/// <param name="clients">The number of clients.</param>
/// <param name="firstChat">The first client's chat; the others follow.</param>
public sealed class Traffic(SandboxClient sandbox, int clients, long firstChat = 6_000_001)
{
    private readonly Dictionary<Direction, int> nextNumbers = new() { [Direction.ToWahelp] = 1, [Direction.ToChats] = 1 };

    private readonly HashSet<string> phones = [.. Enumerable.Range(0, clients).Select(i => SandboxClient.PhoneOf(firstChat + i))];

    /// <summary>Their phones, in E.164.</summary>
    public IEnumerable<string> Phones => Enumerable.Range(0, clients).Select(i => SandboxClient.PhoneOf(firstChat + i));

    /// <summary>Their chats.</summary>
    public IEnumerable<long> Chats => Enumerable.Range(0, clients).Select(i => firstChat + i);

    /// <summary>Everyone shares the contact and is thanked; the relay must be up.</summary>
    public async Task LinkAsync(TimeSpan? within = null)
    {
        var before = (await sandbox.CountsAsync()).GetValueOrDefault(Seen.ChatDelivered);
        await sandbox.ManyClientsWriteAsync(new SandboxBulk { Messages = clients, Clients = clients, FirstChat = firstChat, Kind = "contact" });
        await sandbox.WaitForAsync(Seen.ChatDelivered, before + clients, timeout: within ?? TimeSpan.FromMinutes(2));
    }

    /// <summary>Every client writes this many messages.</summary>
    /// <param name="each">Messages of each client.</param>
    /// <param name="perSecond">Messages a second altogether; 0: all at once. With a pace the call returns at once.</param>
    public Task ClientsWriteAsync(int each, int perSecond = 0) => sandbox.ManyClientsWriteAsync(Next(Direction.ToWahelp, each, perSecond));

    /// <summary>The managers answer every client this often.</summary>
    /// <param name="each">Messages to each client.</param>
    /// <param name="perSecond">Messages a second altogether; 0: all at once. With a pace the call returns at once.</param>
    public Task ManagersWriteAsync(int each, int perSecond = 0) => sandbox.ManagerRepliesToManyAsync(Next(Direction.ToChats, each, perSecond));

    /// <summary>How many messages were ordered so far, for all clients together.</summary>
    public int Written(Direction direction) => (nextNumbers[direction] - 1) * clients;

    /// <summary>The records about these clients.</summary>
    public IReadOnlyList<SeenEntry> Own(IEnumerable<SeenEntry> seen) =>
        [.. seen.Where(entry => phones.Contains(entry.Phone ?? (entry.Chat is { } chat ? SandboxClient.PhoneOf(chat) : "")))];

    /// <summary>The rows about these clients.</summary>
    public IReadOnlyList<BookedMessage> Own(IEnumerable<BookedMessage> booked) => [.. booked.Where(row => phones.Contains(row.Message.Phone))];

    private SandboxBulk Next(Direction direction, int each, int perSecond)
    {
        var bulk = new SandboxBulk
        {
            Messages = each * clients,
            Clients = clients,
            FirstChat = firstChat,
            Text = Numbered.Template(direction),
            FirstNumber = nextNumbers[direction],
            PerSecond = perSecond,
        };
        nextNumbers[direction] += each;
        return bulk;
    }
}
