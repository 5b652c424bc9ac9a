using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Delivery.Messages;
using Relay.ServiceDefaults.Configuration;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Reads what an event says by itself.</summary>
internal sealed class WebhookJudge(WahelpOptions options, RelayOptions relay, EventPhones phones, TimeProvider time)
{
    /// <summary>The uuid of our channel.</summary>
    public string Channel => options.ChannelUuid;

    /// <summary>The message in it; null, with the reason, if there is none for us.</summary>
    public (JudgedMessage? Message, string Why) Judge(WebhookEvent seen)
    {
        if (!IsOurChannel(seen))
        {
            return (null, "foreign_channel");
        }

        var author = AuthorOf(seen.Direction);
        var text = MessageWords.Visible(seen, author, relay.Language);
        return seen.Subject == WebhookSubject.Other ? (null, "no_message")
            : seen.Subject == WebhookSubject.Deletion ? (null, "deletion")
            : text is null ? (null, "no_text")
            : (Read(seen, author, text), "");
    }

    /// <summary>The deletion in an event of our channel; null if it is something else.</summary>
    public JudgedMessage? JudgeDeletion(WebhookEvent seen) => seen.Subject == WebhookSubject.Deletion && IsOurChannel(seen)
        ? Read(seen, AuthorOf(seen.Direction), text: "") with { IsDeletion = true }
        : null;

    /// <summary>The id under which the deletion of a message is relayed.</summary>
    public Guid DeletionId(string providerMessageId) => MessageIds.Of($"wahelp:{options.ChannelUuid}:{providerMessageId}:deleted");

    /// <summary>The id under which the message's n-th edit is relayed; the message's own for 0.</summary>
    public Guid VersionId(JudgedMessage message, int edit) =>
        edit == 0
            ? message.Id
            : MessageIds.Of(string.Create(CultureInfo.InvariantCulture, $"wahelp:{options.ChannelUuid}:{message.ProviderMessageId}:edit:{edit}"));

    /// <summary>The id under which a message is relayed if this is the first of Wahelp's ids.</summary>
    public Guid MainId(string providerMessageId) => MessageIds.Of($"wahelp:{options.ChannelUuid}:{providerMessageId}");

    /// <summary>The key of a further id of a message.</summary>
    /// <param name="id">With its name.</param>
    public Guid SeenId(string id) => MessageIds.Of($"wahelp:{options.ChannelUuid}:seen:{id}");

    private JudgedMessage Read(WebhookEvent seen, Author author, string text) => Read(seen, author, text, phones.Read(seen.Phones));

    private JudgedMessage Read(WebhookEvent seen, Author author, string text, PhoneReadings readings) => new()
    {
        Id = seen.MessageId is { } id ? MainId(id)
            : seen.CreatedAt is { } made ? MessageIds.Of($"wahelp:{options.ChannelUuid}:made:{made.UtcTicks}:{Sha256(Content(seen, text, readings))}")
            : seen.ChangedAt is not null ? MessageIds.Of($"wahelp:{options.ChannelUuid}:sha256:{Sha256(seen.Raw)}")
            : Guid.NewGuid(),
        ProviderMessageId = seen.MessageId,
        Ids = seen.Ids,
        WordsId = seen.MessageId is null ? MessageIds.Of($"wahelp:{options.ChannelUuid}:words:{Sha256(Content(seen, text, readings))}") : null,
        MayBeStatus = seen.MessageId is null && seen.CreatedAt is null && (seen.HasStatus || seen.Subject == WebhookSubject.MessageChange),
        MaybeDuplicate = seen.MessageId is null && seen.At is null,
        Phone = readings.Phone,
        OtherPhone = readings.Other,
        WaitsAs = readings.Phone ?? readings.Other,
        Text = text,
        FileUrl = seen.FileUrl,
        Author = author,
        Direction = seen.Direction ?? "",
        At = seen.At,
        CreatedAt = seen.CreatedAt,
        IsChange = seen.Subject == WebhookSubject.MessageChange,
        ChangedAt = seen.ChangedAt,
        HasStatus = seen.HasStatus,
        CameAt = time.GetUtcNow(),
        Raw = seen.Raw,
    };

    /// <summary>The part that created, delivered and read events of one message have in common.</summary>
    private static string Content(WebhookEvent seen, string text, PhoneReadings readings) =>
        $"{readings.Phone ?? readings.Other}\n{seen.Direction}\n{text}{(seen.FileUrl is { } file ? "\n" + FileAddress.Of(file) : "")}";

    /// <summary>By uuid if there is one, else by name. An event without a channel may be ours.</summary>
    private bool IsOurChannel(WebhookEvent seen) =>
        seen.ChannelUuid is { } uuid ? uuid.Equals(options.ChannelUuid, StringComparison.OrdinalIgnoreCase)
        : seen.ChannelNames.Count == 0 || seen.ChannelNames.Any(name =>
            name.Equals(options.ChannelAlias, StringComparison.OrdinalIgnoreCase) || name.Equals(options.ChannelUuid, StringComparison.OrdinalIgnoreCase));

    private Author AuthorOf(string? direction) =>
        direction is null ? Author.Unknown
        : Directions.Contain(options.IgnoredDirections, direction) ? Author.Ignored
        : Directions.Contain(options.OperatorDirections, direction) ? Author.Operator
        : Author.Unknown;

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
