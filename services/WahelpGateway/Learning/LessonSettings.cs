using System.Globalization;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>The settings that follow from the findings. Nothing is changed: each is a sentence with the setting's name and value.</summary>
internal static class LessonSettings
{
    /// <summary>Where TelegramGateway fetches files from if no setting says otherwise.</summary>
    private const string UsualHost = "wahelp.ru";

    public static IEnumerable<string> Of(LessonFindings findings, Lesson lesson) =>
        new[] { Profile(findings), Directions(findings, lesson), Zone(findings), Webhook(lesson), FileHosts(lesson), Number(findings) }
            .OfType<string>().DefaultIfEmpty("No settings follow: too little was tried.");

    private static string? Profile(LessonFindings findings)
    {
        var ways = findings.Ways.ToDictionary(StringComparer.Ordinal);
        return ways.GetValueOrDefault(SendingWay.From) != WayShown.Recorded && ways.GetValueOrDefault(SendingWay.Messages) == WayShown.Sent
            ? "With WAHELP_API_PROFILE=messages clients would read their own words here: do not run the relay before Wahelp has fixed that."
            : ways.GetValueOrDefault(SendingWay.Messages) == WayShown.Recorded ? "WAHELP_API_PROFILE=messages, the default, is right for this account."
            : ways.GetValueOrDefault(SendingWay.From) == WayShown.Recorded ? "Set WAHELP_API_PROFILE=send_message and WAHELP_SEND_DESTINATION=from: "
                + "then managers see clients' words, and clients get nothing."
            : ways.GetValueOrDefault(SendingWay.Messages) is null or WayShown.Unknown || ways.GetValueOrDefault(SendingWay.From) is null or WayShown.Unknown
                ? null
            : "No method shows clients' words to managers here: ask Wahelp for POST …/messages. Remove WAHELP_SEND_DESTINATION. With "
                + "WAHELP_API_PROFILE=send_message clients would read their own words.";
    }

    private static string? Directions(LessonFindings findings, Lesson lesson) => findings.ManagersDirection switch
    {
        null => null,
        "" => "The manager's message came without a direction: no setting can help, such messages become dead letters. Ask Wahelp.",
        var direction when findings.IsOperator(direction) => $"WAHELP_OPERATOR_DIRECTIONS is right: it has {LessonFindings.Word(direction)}.",
        var direction when lesson.Trials.Any(trial => trial.Sent.Way == SendingWay.Messages && trial.Webhooks.Any(one => one.Event.Direction == direction)) =>
            $"Managers' and clients' messages both come with {LessonFindings.Word(direction)}: no setting can tell them apart. Ask Wahelp.",
        var direction when findings.IsIgnored(direction) => $"Remove {LessonFindings.Word(direction)} from WAHELP_IGNORED_DIRECTIONS and add it to "
            + "WAHELP_OPERATOR_DIRECTIONS: the manager's message came with it.",
        var direction when BodyShape.IsWord(direction) => $"Add {LessonFindings.Word(direction)} to WAHELP_OPERATOR_DIRECTIONS: the manager's message "
            + "came with it.",
        _ => "Add the direction that ./relay dead list names to WAHELP_OPERATOR_DIRECTIONS.",
    };

    private static string? Zone(LessonFindings findings) => findings.OtherZone is { } offset
        ? $"Set WAHELP_TIME_ZONE={(offset < TimeSpan.Zero ? '-' : '+')}{offset.Duration().ToString(@"hh\:mm", CultureInfo.InvariantCulture)}: this "
            + "account's times are in that zone."
        : null;

    private static string? Webhook(Lesson lesson) => lesson.Webhooks.Count == 0 && lesson.Done.Contains(Lesson.Write, StringComparer.Ordinal)
        ? "No webhook came at all. Enter its address in Wahelp, set WAHELP_WEBHOOK_URL to it, and run ./relay doctor."
        : null;

    /// <summary>The setting is TelegramGateway's: its value is not known here. Hosts only: whoever has an address can open the file.</summary>
    private static string? FileHosts(Lesson lesson)
    {
        var urls = lesson.Webhooks.Select(one => one.Event.FileUrl).OfType<string>();
        var hosts = urls.Select(url => new Uri(url).IdnHost).Distinct(StringComparer.Ordinal).ToList();
        var others = hosts.FindAll(host => host != UsualHost && !host.EndsWith("." + UsualHost, StringComparison.Ordinal));
        return hosts.Count == 0 ? null
            : others.Count == 0 ? $"WAHELP_FILE_HOSTS is not needed: the manager's file is on {hosts[0]}."
            : $"WAHELP_FILE_HOSTS must name {string.Join(", ", others)}: the manager's file is there, and without the setting files are fetched from "
                + $"{UsualHost} alone.";
    }

    private static string? Number(LessonFindings findings) => findings.ChannelNumber is null ? null : "WAHELP_CHANNEL_ID is not needed: the "
        + "channel's number was seen, and is kept.";
}
