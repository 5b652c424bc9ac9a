using System.Globalization;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Zones by IANA name, or by a fixed offset: a container without time zone data knows no names.</summary>
internal static class TimeZones
{
    public const string Default = "Europe/Moscow";

    private static readonly TimeSpan Farthest = TimeSpan.FromHours(14);

    /// <summary>Moscow's offset since 2014.</summary>
    private static readonly TimeZoneInfo Moscow = Fixed(TimeSpan.FromHours(3));

    /// <summary>The zone; null if it is unknown.</summary>
    public static TimeZoneInfo? Find(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : name.Equals(Default, StringComparison.OrdinalIgnoreCase) ? Moscow
        : name.Length > 1 && name[0] is '+' or '-' && TimeSpan.TryParseExact(name[1..], @"hh\:mm", CultureInfo.InvariantCulture, out var offset)
            && offset <= Farthest
            ? Fixed(name[0] == '-' ? -offset : offset)
            : null;

    private static TimeZoneInfo Fixed(TimeSpan offset) => TimeZoneInfo.CreateCustomTimeZone("wahelp", offset, "wahelp", "wahelp");
}
