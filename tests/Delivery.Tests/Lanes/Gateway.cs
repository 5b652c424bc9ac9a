using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>One end of the lanes: a database whose clock stands still until it is moved, its backup, and its instances.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private static readonly string[] Tables = ["accepted", "lane", "delivery", "sent_id", "provider", "instance", "role", "database"];

    private readonly string name;
    private int started;

    private Gateway(string name, TestDatabase database) => (this.name, Database) = (name, database);

    public TestDatabase Database { get; }

    /// <summary>Living instances, including frozen ones.</summary>
    public List<Member> Members { get; } = [];

    /// <summary>Instances that take part now.</summary>
    public IReadOnlyList<Member> Awake => Members.FindAll(member => !member.IsFrozen);

    public bool HasBackup { get; private set; }

    /// <summary>Creates the database; <c>now()</c> and <c>random()</c> are the schedule's there.</summary>
    public static async Task<Gateway> CreateAsync(string name)
    {
        var gateway = new Gateway(name, await TestDatabase.CreateAsync());
        await gateway.Database.ExecuteAsync(
            $"""
            CREATE SCHEMA clock;
            CREATE TABLE clock.stands (at timestamptz);
            CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM clock.stands';
            CREATE FUNCTION clock.random() RETURNS float8 LANGUAGE sql AS 'SELECT 0.5::float8';
            CREATE SCHEMA backup;
            {string.Join('\n', Tables.Select(table => $"CREATE TABLE backup.{table} AS TABLE {table} WITH NO DATA;"))}
            DO $$ BEGIN
                EXECUTE format('ALTER DATABASE %I SET search_path = clock, pg_catalog, public', current_database());
                EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database());
            END $$;
            """);
        gateway.Database.Source.Clear();
        return gateway;
    }

    /// <summary>Empty, as after its first start.</summary>
    public async Task BeginAsync(TimeSpan ahead)
    {
        HasBackup = false;
        started = 0;
        await Database.ExecuteAsync(
            $"""
            TRUNCATE {string.Join(", ", Tables)}, bucket, dead RESTART IDENTITY;
            TRUNCATE clock.stands;
            INSERT INTO clock.stands VALUES (timestamptz '2026-11-22 12:00:00Z' + interval '{ahead.TotalSeconds} s');
            INSERT INTO database (id, hmac_key, created_at, restored_before) VALUES (1, '', clock.now(), 0);
            INSERT INTO provider (id, account, probes) VALUES (1, false, 0);
            """);
    }

    public async Task<Member> StartAsync(DeliveryOptions options, Func<Member, OutgoingMessage, ValueTask<Recipient>> resolve, TimeSpan arrivalShowsWithin)
    {
        var member = new Member($"{name}{++started}", Database, options, resolve, arrivalShowsWithin);
        Members.Add(member);
        await member.BeatAsync();
        return member;
    }

    public async Task KillAsync(Member member)
    {
        Members.Remove(member);
        await member.KillAsync();
    }

    public async Task AdvanceAsync(TimeSpan by)
    {
        await Database.ExecuteAsync($"UPDATE clock.stands SET at = at + interval '{by.TotalSeconds} s'");
        Members.ForEach(member => member.Time.Advance(by));
    }

    public async Task BackUpAsync()
    {
        HasBackup = true;
        await Database.ExecuteAsync(string.Join('\n', Tables.Select(table => $"TRUNCATE backup.{table}; INSERT INTO backup.{table} TABLE {table};")));
    }

    /// <summary>Stops its instances, restores the backup, and runs the command for it.</summary>
    public async Task RestoreAsync(Member by)
    {
        foreach (var member in Members.Where(member => member != by).ToList())
        {
            await KillAsync(member);
        }

        await by.StopBeatingAsync();
        await Database.ExecuteAsync(
            $"TRUNCATE {string.Join(", ", Tables)};"
                + string.Join('\n', Tables.Select(table => $"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE backup.{table};")));
        var verb = by.Instance.GetAll<ServiceDefaults.IVerb>().Single(verb => verb.Name == "restored");
        Assert.Equal(0, await verb.RunAsync(CancellationToken.None));
        await KillAsync(by);
    }

    public async Task EndAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }

        Members.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Database.DisposeAsync();
    }
}
