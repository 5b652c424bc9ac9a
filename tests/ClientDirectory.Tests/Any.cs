using Relay.Contracts.Clients;
using Relay.Contracts.Telegram;

namespace Relay.ClientDirectory.Tests;

/// <summary>Unique messages and phones.</summary>
internal static class Any
{
    private static int last;

    /// <summary>The ten digits of a phone.</summary>
    public static string Digits() => $"916{Interlocked.Increment(ref last):D7}";

    public static long Account() => 5_000_000_000 + Interlocked.Increment(ref last);

    /// <param name="phone">The ten digits of a Russian phone, or a phone as Telegram spells it.</param>
    public static ClientContactShared Contact(string phone, long account, string name = "Иван Петров", DateTimeOffset? at = null) => new()
    {
        MessageId = Guid.NewGuid(),
        BotId = 100500,
        ChatId = account,
        TelegramUserId = account,
        Phone = phone.Length == 10 ? "7" + phone : phone,
        Name = name,
        LanguageCode = "ru",
        AcceptedAt = at ?? Now(),
    };

    public static RegisterClient Registration(string phone, long account, string name = "") => new()
    {
        MessageId = Guid.NewGuid(),
        Phone = phone,
        Name = name,
        TelegramUserId = account,
    };

    /// <summary>Now, with PostgreSQL's precision.</summary>
    public static DateTimeOffset Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
