using Microsoft.EntityFrameworkCore;
using Relay.Delivery.Persistence;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The gateway's database: Delivery's tables, and what only this gateway keeps.</summary>
internal sealed class TelegramGatewayDbContext(DbContextOptions<TelegramGatewayDbContext> options) : DeliveryDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<PollerRow>(row =>
        {
            row.ToTable("poller").HasKey(r => r.BotId);
            row.Property(r => r.BotId).ValueGeneratedNever();
        });
        modelBuilder.Entity<StartPayloadRow>(row =>
        {
            row.ToTable("start_payload").HasKey(r => r.ChatId);
            row.Property(r => r.ChatId).ValueGeneratedNever();
        });
        modelBuilder.Entity<ClientTextRow>(row =>
        {
            row.ToTable("client_text").HasKey(r => new { r.ChatId, r.MessageId });
            row.HasIndex(r => r.At);
        });
    }
}

/// <summary>Whether a bot's updates come.</summary>
internal sealed class PollerRow
{
    /// <summary>The bot.</summary>
    public long BotId { get; set; }

    /// <summary>When Telegram last gave updates, or said that there are none, by the database's clock.</summary>
    public DateTimeOffset LastGoodAt { get; set; }
}

/// <summary>The last <c>/start</c> with a payload in a chat.</summary>
internal sealed class StartPayloadRow
{
    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>Telegram's id of the <c>/start</c>.</summary>
    public int MessageId { get; set; }

    /// <summary>What came with it.</summary>
    public string Payload { get; set; } = "";

    /// <summary>The message that carries it; null until one came.</summary>
    public Guid? GivenTo { get; set; }
}

/// <summary>What text a message had when it was last relayed.</summary>
internal sealed class ClientTextRow
{
    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>Telegram's id of the message.</summary>
    public int MessageId { get; set; }

    /// <summary>64 bits of the text's SHA-256.</summary>
    public long Hash { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class TelegramGatewayDesignTimeFactory : DesignTimeFactory<TelegramGatewayDbContext>;
