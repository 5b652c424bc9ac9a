using Relay.ServiceDefaults.Persistence;

namespace Relay.ClientDirectory.Persistence;

/// <summary>Which notices of dead letters are due, and which reached the owner: the table <c>told</c>.</summary>
internal static class NoticeStatements
{
    /// <summary>The hours since then in which dead letters came.</summary>
    public static Statement<DateTimeOffset> HoursWithDeadLetters(DateTimeOffset since) => new(
        "SELECT DISTINCT date_trunc('hour', at, 'UTC') AS hour FROM dead WHERE at > @since", row => row.Time("hour"))
    {
        Parameters = [new("since", since)],
    };

    /// <summary>Those of the notices that reached the owner.</summary>
    public static Statement<Guid> Told(IReadOnlyCollection<Guid> notices) => new(
        "SELECT message_id FROM told WHERE message_id = ANY (@ids)", row => row.Id("message_id"))
    {
        Parameters = [Column.Of("ids", notices)],
    };

    /// <summary>Remembers that a notice reached the owner.</summary>
    public static Statement Remember(Guid notice, DateTimeOffset at) => new("INSERT INTO told (message_id, told_at) VALUES (@id, @at) ON CONFLICT DO NOTHING")
    {
        Parameters = [new("id", notice), new("at", at)],
    };
}
