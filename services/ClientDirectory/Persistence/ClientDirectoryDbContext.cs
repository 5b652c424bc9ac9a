using Microsoft.EntityFrameworkCore;
using Relay.ServiceDefaults.DeadLetters;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.Persistence;

/// <summary>The directory's database.</summary>
internal sealed class ClientDirectoryDbContext(DbContextOptions<ClientDirectoryDbContext> options) : DbContext(options)
{
    public DbSet<Client> Clients => Set<Client>();

    public DbSet<Link> Links => Set<Link>();

    public DbSet<ToldNotice> Told => Set<ToldNotice>();

    /// <summary>The phone's row, locked: the one that is there, or this new one. The unique key decides between two at once.</summary>
    public async Task<Client> LockOrInsertAsync(Client client, CancellationToken cancellationToken)
    {
        var rows = await Clients.FromSql(
            $"""
            INSERT INTO clients (phone, full_name, bot_tg_user_id, chat_id, source, linked_at, confirmed_at, caused_by)
            VALUES ({client.Phone}, {client.FullName}, {client.BotTgUserId}, {client.ChatId}, {Spelling(client.Source)},
                    {client.LinkedAt}, {client.ConfirmedAt}, {client.CausedBy})
            ON CONFLICT (phone) DO UPDATE SET phone = clients.phone
            RETURNING *
            """).AsTracking().ToListAsync(cancellationToken);
        return rows.Single();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Client>(client =>
        {
            client.ToTable("clients");
            client.HasKey(row => row.Phone);
            client.Property(row => row.Source).HasConversion(source => Spelling(source), text => Parse(text));
            client.HasIndex(row => row.BotTgUserId);
        });
        modelBuilder.Entity<Link>(link =>
        {
            link.ToTable("link_history");
            link.HasKey(row => row.MessageId);
            link.Property(row => row.Source).HasConversion(source => Spelling(source), text => Parse(text));
            link.HasIndex(row => new { row.Phone, row.BotTgUserId });
        });
        modelBuilder.Entity<ToldNotice>(told =>
        {
            told.ToTable("told");
            told.HasKey(row => row.MessageId);
        });
        modelBuilder.MapDeadLetters();
    }

    private static string Spelling(LinkSource source) => source == LinkSource.Contact ? "contact" : "registered";

    private static LinkSource Parse(string text) => text == "contact" ? LinkSource.Contact : LinkSource.Registered;
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class ClientDirectoryDesignTimeFactory : DesignTimeFactory<ClientDirectoryDbContext>;
