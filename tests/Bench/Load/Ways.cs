namespace Relay.Bench.Load;

/// <summary>The two directions, for people.</summary>
internal static class Ways
{
    public static IReadOnlyList<Direction> All { get; } = [Direction.ToWahelp, Direction.ToTelegram];

    public static string Words(this Direction way) => way == Direction.ToWahelp ? "client → Wahelp" : "operator → Telegram";
}
