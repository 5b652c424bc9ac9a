using System.Security.Cryptography;
using System.Text;
using Relay.Delivery;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>What an event is, as far as it says so itself.</summary>
internal sealed class WebhookJudge(WahelpOptions options, RelayOptions relay, PhoneNumbers phones)
{
    /// <summary>The message in it; null, with the reason, where there is none for us.</summary>
    public (JudgedMessage? Message, string Why) Judge(WebhookEvent seen)
    {
        if (!IsOurChannel(seen))
        {
            return (null, "foreign_channel");
        }

        var author = AuthorOf(seen.Direction);
        var text = MessageWords.Visible(seen, author, relay.Language);
        return seen.Subject == WebhookSubject.Other ? (null, "no_message")
            : text is null ? (null, "no_text")
            : NoteMark.Is(text) ? (null, "own_note")
            : (Read(seen, author, text), "");
    }

    /// <summary>The id that a text is relayed under when another one was relayed under the message's own id.</summary>
    public Guid EditId(JudgedMessage message) =>
        MessageIds.Of($"wahelp:{options.ChannelUuid}:{message.ProviderMessageId}:{Sha256(message.Text)}");

    private JudgedMessage Read(WebhookEvent seen, Author author, string text) => new()
    {
        Id = seen.MessageId is { } id ? MessageIds.Of($"wahelp:{options.ChannelUuid}:{id}")
            : seen.At is not null ? MessageIds.Of($"wahelp:{options.ChannelUuid}:sha256:{Sha256(seen.Raw)}")
            : Guid.NewGuid(),
        ProviderMessageId = seen.MessageId,
        MaybeDuplicate = seen.MessageId is null && seen.At is null,
        Phone = seen.Phones.Select(text => phones.TryNormalise(text, out var phone) ? phone : null).FirstOrDefault(phone => phone is not null),
        Text = text,
        Author = author,
        Direction = seen.Direction ?? "",
        At = seen.At,
        Raw = seen.Raw,
    };

    /// <summary>By uuid where there is one, else by name. An event that names no channel may be ours.</summary>
    private bool IsOurChannel(WebhookEvent seen) =>
        seen.ChannelUuid is { } uuid ? uuid.Equals(options.ChannelUuid, StringComparison.OrdinalIgnoreCase)
        : seen.ChannelNames.Count == 0 || seen.ChannelNames.Any(name =>
            name.Equals(options.ChannelAlias, StringComparison.OrdinalIgnoreCase) || name.Equals(options.ChannelUuid, StringComparison.OrdinalIgnoreCase));

    private Author AuthorOf(string? direction) =>
        direction is null ? Author.Unknown
        : options.OperatorDirections.Contains(direction, StringComparer.OrdinalIgnoreCase) ? Author.Operator
        : options.IgnoredDirections.Contains(direction, StringComparer.OrdinalIgnoreCase) ? Author.Ignored
        : Author.Unknown;

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
