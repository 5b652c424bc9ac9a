using System.ComponentModel.DataAnnotations;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Configuration;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The account, project and channel of Wahelp that this relay serves.</summary>
public sealed class WahelpOptions : IValidatableObject
{
    private const string TokenHint = "Choose a long random text, and append it as ?token=… to the webhook address in Wahelp.";

    /// <summary>The address of Wahelp's API. <c>https://wahelp.ru</c>, <c>https://wahelp.ru/api</c> and <c>https://api.wahelp.ru</c> all work.</summary>
    [Variable("WAHELP_API_BASE", Hint = "https://api.wahelp.ru is the default.")]
    public Uri ApiBase { get; set; } = new("https://api.wahelp.ru");

    /// <summary>The account; with <see cref="Password"/>, or <see cref="AccessToken"/> instead of both.</summary>
    [Variable("WAHELP_LOGIN")]
    public string Login { get; set; } = "";

    /// <summary>The account's password.</summary>
    [Variable("WAHELP_PASSWORD")]
    public string Password { get; set; } = "";

    /// <summary>A ready token. Used until Wahelp refuses it; then the relay logs in, if it can.</summary>
    [Variable("WAHELP_ACCESS_TOKEN")]
    public string AccessToken { get; set; } = "";

    /// <summary>The project's id, as in the addresses of Wahelp's cabinet.</summary>
    [Required]
    [Variable("WAHELP_CLIENTS_PROJECT_ID", Hint = "Set it to the id of the Wahelp project that holds the clients' channel.")]
    public string ProjectId { get; set; } = "";

    /// <summary>The channel's uuid.</summary>
    [Required]
    [Variable("WAHELP_CLIENTS_CHANNEL_UUID", Hint = "Set it to the uuid of the Wahelp channel that shows clients' messages.")]
    public string ChannelUuid { get; set; } = "";

    /// <summary>The channel's name: events without a uuid are recognised by it.</summary>
    [Required]
    [Variable("WAHELP_CLIENTS_CHANNEL_ALIAS", Hint = "clients_tg is the default.")]
    public string ChannelAlias { get; set; } = "clients_tg";

    /// <summary>
    /// The channel's number, for events that name the channel by nothing else. Empty: learned from events, else read from the list of channels.
    /// </summary>
    [Variable("WAHELP_CHANNEL_ID", Hint = "Set it to the number that Wahelp's events have as channel_id, or remove it.")]
    public string ChannelId { get; set; } = "";

    /// <summary>The meaning of sending, as in the environment: see <see cref="WahelpProfile"/>.</summary>
    [AllowedValues(
        "messages", "send_message",
        ErrorMessage = "WAHELP_API_PROFILE must be messages (the default: the manager sees the client's words) or send_message (the client gets the text).")]
    [Variable("WAHELP_API_PROFILE")]
    public string ProfileName { get; set; } = "messages";

    /// <summary>
    /// The author in calls of <c>send_message</c>: empty for the company; <c>from</c> for the client, whose words such a call may record instead of
    /// sending them to the client. Used only after learning has shown that the account honours it.
    /// </summary>
    [AllowedValues("", "from", ErrorMessage = "WAHELP_SEND_DESTINATION must be from, or be removed.")]
    [Variable("WAHELP_SEND_DESTINATION")]
    public string SendDestination { get; set; } = "";

    /// <summary>How managers get clients' files.</summary>
    [Variable("WAHELP_FILES", Hint = "link is the default.")]
    public WahelpFiles Files { get; set; } = WahelpFiles.Link;

    /// <summary>The secret token of Wahelp's webhook calls.</summary>
    [Required]
    [MinLength(Secret.ShortestLength, ErrorMessage = $"WAHELP_WEBHOOK_TOKEN is shorter than 24 characters and can be guessed. {TokenHint}")]
    [Variable("WAHELP_WEBHOOK_TOKEN", Hint = TokenHint)]
    public string WebhookToken { get; set; } = "";

    /// <summary>The public address of <c>POST /wahelp/webhook</c>, without the token; null if not set. Only the doctor uses it.</summary>
    [Variable("WAHELP_WEBHOOK_URL", Hint = "Set it to the https address that you entered in Wahelp, without ?token=…, or remove it.")]
    public Uri? WebhookUrl { get; set; }

    /// <summary>
    /// Values of <c>destination</c> or <c>direction</c> of messages that a manager wrote, in Wahelp or in the channel's own app. Names, or patterns that
    /// end in <c>*</c>; case-insensitive.
    /// </summary>
    [MinLength(1)]
    [Variable("WAHELP_OPERATOR_DIRECTIONS", Hint = "from_operator,operator,from_whatsapp,from_telegram,from_instagram is the default.")]
    public IReadOnlyList<string> OperatorDirections { get; set; } = ["from_operator", "operator", "from_whatsapp", "from_telegram", "from_instagram"];

    /// <summary>Values of messages that are no reply: dropped and counted. This list wins if both lists match.</summary>
    [Variable("WAHELP_IGNORED_DIRECTIONS", Hint = "from_client,client,from_user,user,from,to,comment,notice_*,ai,altegio_*,contact_in_work is the default.")]
    public IReadOnlyList<string> IgnoredDirections { get; set; } =
        ["from_client", "client", "from_user", "user", "from", "to", "comment", "notice_*", "ai", "altegio_*", "contact_in_work"];

    /// <summary>The zone of times without one: an IANA name, or an offset.</summary>
    [Variable("WAHELP_TIME_ZONE", Hint = "Europe/Moscow is the default.")]
    public string TimeZone { get; set; } = TimeZones.Default;

    /// <summary>Messages per second to Wahelp; 0 is off. Wahelp publishes no limit.</summary>
    [Range(0, 10_000)]
    [Variable("RELAY_WAHELP_RATE", Hint = "Messages per second to Wahelp; 0, the default, is no limit.")]
    public double Rate { get; set; }

    internal TimeZoneInfo Zone => TimeZones.Find(TimeZone) ?? TimeZoneInfo.Utc;

    internal WahelpProfile Profile => ProfileName == "send_message" ? WahelpProfile.SendMessage : WahelpProfile.Messages;

    /// <summary>True if messages go to the client instead of the manager: plain <c>send_message</c>.</summary>
    internal bool ReachesClient => Profile == WahelpProfile.SendMessage && SendDestination.Length == 0;

    /// <summary>True if the relay can log in by itself.</summary>
    internal bool CanLogIn => Login.Length > 0 && Password.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Login.Length > 0) != (Password.Length > 0))
        {
            yield return new ValidationResult("WAHELP_LOGIN and WAHELP_PASSWORD belong together: set both, or WAHELP_ACCESS_TOKEN instead.");
        }
        else if (!CanLogIn && AccessToken.Length == 0)
        {
            yield return new ValidationResult("Wahelp needs an account: set WAHELP_LOGIN and WAHELP_PASSWORD, or WAHELP_ACCESS_TOKEN.");
        }

        if (ApiBase.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("WAHELP_API_BASE must begin with https:// or http://. https://api.wahelp.ru is the default.");
        }

        if (TimeZones.Find(TimeZone) is null)
        {
            yield return new ValidationResult(
                "WAHELP_TIME_ZONE is not a time zone that this machine knows. Set it to a name like Europe/Moscow, or to an offset like +03:00.");
        }

        if (SendDestination.Length > 0 && Profile != WahelpProfile.SendMessage)
        {
            yield return new ValidationResult("WAHELP_SEND_DESTINATION belongs to WAHELP_API_PROFILE=send_message: set both, or remove it.");
        }

        foreach (var (name, list) in new[] { ("WAHELP_OPERATOR_DIRECTIONS", OperatorDirections), ("WAHELP_IGNORED_DIRECTIONS", IgnoredDirections) })
        {
            if (Directions.Problem(list) is { } problem)
            {
                yield return new ValidationResult($"{name} {problem}.");
            }
        }

        if (Directions.Hidden(OperatorDirections, IgnoredDirections).Any())
        {
            yield return new ValidationResult(
                "WAHELP_IGNORED_DIRECTIONS covers a direction of WAHELP_OPERATOR_DIRECTIONS: no client would get such messages. Keep it in one of them.");
        }
    }
}

/// <summary>
/// The meaning of sending to Wahelp. Public material does not show which of the two an account has, and different people read the text.
/// </summary>
internal enum WahelpProfile
{
    /// <summary>The manager sees the text as the client's. From the project's founding document; in no list of the vendor's.</summary>
    Messages,

    /// <summary>The client gets the text as the company's: the vendor's documented method. Only for owners who want that.</summary>
    SendMessage,
}

/// <summary>How managers get clients' files.</summary>
public enum WahelpFiles
{
    /// <summary>By the relay's own link, on a line below the text.</summary>
    Link,

    /// <summary>Not at all: the text says what came.</summary>
    Off,
}
