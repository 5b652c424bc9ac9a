using Microsoft.EntityFrameworkCore;
using Relay.ServiceDefaults.Persistence;

namespace Relay.TelegramGateway.Persistence;

/// <summary>This gateway's own tables, beside Delivery's.</summary>
internal sealed class TelegramGatewayDbContext(DbContextOptions<TelegramGatewayDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PollerRow>(row =>
        {
            row.ToTable("poller").HasKey(r => r.BotId);
            row.Property(r => r.BotId).ValueGeneratedNever();
        });
        modelBuilder.Entity<OwnWebhookRow>(row => row.ToTable("own_webhook").HasKey(r => new { r.BotId, r.Url }));
        modelBuilder.Entity<StartPayloadRow>(row =>
        {
            row.ToTable("start_payload").HasKey(r => r.ChatId);
            row.Property(r => r.ChatId).ValueGeneratedNever();
        });
        modelBuilder.Entity<ContactQuestionRow>(row =>
        {
            row.ToTable("contact_question").HasKey(r => r.ChatId);
            row.Property(r => r.ChatId).ValueGeneratedNever();
        });
        modelBuilder.Entity<ChatTopicRow>(row =>
        {
            row.ToTable("chat_topic").HasKey(r => r.ChatId);
            row.Property(r => r.ChatId).ValueGeneratedNever();
        });
        modelBuilder.Entity<ClientTextRow>(row =>
        {
            row.ToTable("client_text").HasKey(r => new { r.ChatId, r.MessageId });
            row.HasIndex(r => r.At);
        });
        modelBuilder.Entity<ClientFileRow>(row =>
        {
            row.ToTable("client_file").HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.HasIndex(r => r.ChatId);
            row.HasIndex(r => r.CreatedAt);
        });
        modelBuilder.Entity<FileContentRow>(row =>
        {
            row.ToTable("file_content").HasKey(r => r.Id);
            row.Property(r => r.Id).ValueGeneratedNever();
            row.HasIndex(r => r.Hash).IsUnique();
        });
        modelBuilder.Entity<FileChunkRow>(row =>
        {
            row.ToTable("file_chunk").HasKey(r => new { r.ContentId, r.Position });
            row.HasOne<FileContentRow>().WithMany().HasForeignKey(r => r.ContentId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ReplyFileRow>(row =>
        {
            row.ToTable("reply_file").HasKey(r => r.MessageId);
            row.Property(r => r.MessageId).ValueGeneratedNever();
            row.HasOne<FileContentRow>().WithMany().HasForeignKey(r => r.ContentId).OnDelete(DeleteBehavior.Restrict);
            row.HasIndex(r => r.DueAt).HasFilter("state = 'waiting'");
        });
        modelBuilder.Entity<FileHostRow>(row => row.ToTable("file_host").HasKey(r => r.Host));
        modelBuilder.Entity<SentFileRow>(row => row.ToTable("sent_file").HasKey(r => new { r.BotId, r.Hash, r.Kind, r.Name }));
    }
}

/// <summary>When a bot's updates last came.</summary>
internal sealed class PollerRow
{
    /// <summary>The bot.</summary>
    public long BotId { get; set; }

    /// <summary>When Telegram last answered getUpdates, with or without updates, by the database's clock.</summary>
    public DateTimeOffset LastGoodAt { get; set; }
}

/// <summary>A webhook address that this relay may have given to Telegram.</summary>
internal sealed class OwnWebhookRow
{
    /// <summary>The bot.</summary>
    public long BotId { get; set; }

    /// <summary>The address.</summary>
    public string Url { get; set; } = "";
}

/// <summary>The last <c>/start</c> with a payload in a chat.</summary>
internal sealed class StartPayloadRow
{
    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>Telegram's id of the <c>/start</c>.</summary>
    public int MessageId { get; set; }

    /// <summary>Its payload.</summary>
    public string Payload { get; set; } = "";

    /// <summary>The message that carries the payload; null until one came.</summary>
    public Guid? GivenTo { get; set; }
}

/// <summary>A client whose messages wait for the contact, as last known.</summary>
internal sealed class ContactQuestionRow
{
    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>The lane in which the messages wait.</summary>
    public string Lane { get; set; } = "";

    /// <summary>When the client was last asked for the contact.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>When the client was last told that no more is kept; null if never.</summary>
    public DateTimeOffset? RefusedAt { get; set; }
}

/// <summary>The topic of a private chat in which its client last wrote; no row for the main conversation.</summary>
internal sealed class ChatTopicRow
{
    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>Telegram's <c>message_thread_id</c>.</summary>
    public int ThreadId { get; set; }
}

/// <summary>The text of a message when it was last relayed.</summary>
internal sealed class ClientTextRow
{
    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>Telegram's id of the message.</summary>
    public int MessageId { get; set; }

    /// <summary>64 bits of the SHA-256 of its words, entities and file.</summary>
    public long Hash { get; set; }

    /// <summary>When it was relayed.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A client's file that has a link.</summary>
internal sealed class ClientFileRow
{
    /// <summary>The id in its link: a keyed hash of bot, chat, message and file.</summary>
    public Guid Id { get; set; }

    /// <summary>The bot that can fetch it.</summary>
    public long BotId { get; set; }

    /// <summary>The chat.</summary>
    public long ChatId { get; set; }

    /// <summary>Telegram's id of the message.</summary>
    public int MessageId { get; set; }

    /// <summary>Telegram's id of the file; null if the link was revoked.</summary>
    public string? FileId { get; set; }

    /// <summary>Telegram's id of the content.</summary>
    public string UniqueId { get; set; } = "";

    /// <summary>The message's kind: a name of <see cref="TelegramApi.MediaKind"/>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The name on the client's device; empty if unknown, or if the link was revoked.</summary>
    public string Name { get; set; } = "";

    /// <summary>The type by the client's word; empty if unknown.</summary>
    public string MimeType { get; set; } = "";

    /// <summary>In bytes; null if unknown.</summary>
    public long? Size { get; set; }

    /// <summary>In seconds; null if it is neither sound nor video.</summary>
    public int? Duration { get; set; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its link was revoked; null if it was not.</summary>
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class TelegramGatewayDesignTimeFactory : DesignTimeFactory<TelegramGatewayDbContext>;
