using Relay.Contracts.Wahelp;
using Relay.Delivery;
using Relay.Delivery.Accepting;
using Relay.Delivery.Announcing;
using Relay.Delivery.Persistence;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.DeadLetters;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Takes a text that is known to be no echo: relays a manager's, drops a client's, puts aside what nobody can place.</summary>
internal sealed class MessageTaking(
    IAcceptance acceptance,
    IStoredEvents stored,
    IDatabaseBirth birth,
    IOwner owner,
    WebhookJudge judge,
    WahelpOptions options,
    RelayOptions relay,
    TimeProvider time)
{
    /// <summary>A message older than this is history that Wahelp shows again, not something to deliver.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>How far Wahelp's clock may be behind ours: what is written in the first minute must not be taken for older than the relay.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public async Task<Taken> TakeAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        switch (message)
        {
            case { Author: Author.Ignored }:
                return Taken.Ignored;
            case { Author: Author.Unknown }:
                await PutAsideAsync(message, "its direction is in no setting", cancellationToken);
                await owner.TellAsync(await UnknownDirectionAsync(message.Direction, cancellationToken), cancellationToken);
                return Taken.Dead;
            case { Phone: null }:
                await PutAsideAsync(message, "a manager's message without a phone", cancellationToken);
                return Taken.Dead;
        }

        if (await IsHistoryAsync(message, cancellationToken))
        {
            await acceptance.AcceptAsync([new Intake { MessageId = message.Id, Raw = message.Raw }], alongside: null, cancellationToken);
            return Taken.History;
        }

        var added = await acceptance.AcceptAsync([Relayed(message, message.Id, isEdit: false)], alongside: null, cancellationToken);
        return !added.Contains(message.Id) && !message.FromHistory && await IsEditAsync(message, cancellationToken) ? await TakeEditAsync(message, cancellationToken) : Taken.Relayed;
    }

    /// <summary>
    /// Acceptance ignores a known id. So the text that stands under it, whoever stored it, tells whether this one is another:
    /// asked afterwards, no race of two events can hide an edit.
    /// </summary>
    private async Task<bool> IsEditAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        message.ProviderMessageId is not null
        && await stored.AcceptedTextAsync(message.Id, cancellationToken) is { } accepted
        && !MessageWords.SameWords(accepted, message.Text, relay.Language);

    private async Task<Taken> TakeEditAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        await acceptance.AcceptAsync([Relayed(message, judge.EditId(message), isEdit: true)], alongside: null, cancellationToken);
        return Taken.Edit;
    }

    private async Task<bool> IsHistoryAsync(JudgedMessage message, CancellationToken cancellationToken) =>
        message.At is { } at
        && (at < time.GetUtcNow() - Oldest || at < await birth.CreatedAtAsync(cancellationToken) - ClockTolerance);

    private Intake Relayed(JudgedMessage message, Guid id, bool isEdit)
    {
        var lane = $"{options.ChannelUuid}:{message.Phone}";
        return new Intake
        {
            MessageId = id,
            Raw = message.Raw,
            Lane = lane,
            Party = message.Phone,
            Publish = new OperatorReplied
            {
                MessageId = id,
                Lane = lane,
                Number = 0,
                Previous = 0,
                Channel = options.ChannelUuid,
                Phone = message.Phone!,
                Text = message.Text,
                IsEdit = isEdit,
                MaybeDuplicate = message.MaybeDuplicate,
                AcceptedAt = time.GetUtcNow(),
            },
        };
    }

    /// <summary>Under an id of its own: when the letter is replayed, the message's id is still free.</summary>
    private Task PutAsideAsync(JudgedMessage message, string reason, CancellationToken cancellationToken)
    {
        var id = MessageIds.Of($"dead:{message.Id}:{message.Text}");
        return acceptance.AcceptAsync(
            [new Intake { MessageId = id, Dead = new DeadLetter("wahelp-webhook", reason, message.Raw, id.ToString()) }],
            alongside: null,
            cancellationToken);
    }

    /// <summary>Once per value: its time is always the same.</summary>
    private async Task<OwnerNotice> UnknownDirectionAsync(string direction, CancellationToken cancellationToken)
    {
        var shown = direction.Length == 0 ? "—" : IsName(direction) ? direction : "…";
        var words = relay.Language == RelayLanguage.En
            ? $"Wahelp sends messages with the direction “{shown}”, which no setting names. They are kept as dead letters. Add it to "
                + "WAHELP_OPERATOR_DIRECTIONS or WAHELP_IGNORED_DIRECTIONS, restart WahelpGateway, and replay them."
            : $"Wahelp присылает сообщения с направлением «{shown}», которого нет в настройках. Они отложены. Добавьте его в "
                + "WAHELP_OPERATOR_DIRECTIONS или WAHELP_IGNORED_DIRECTIONS, перезапустите WahelpGateway и обработайте отложенные заново.";
        return new OwnerNotice("unknown_direction", direction, words, await birth.CreatedAtAsync(cancellationToken));
    }

    /// <summary>A foreign value goes into words only where it cannot be anybody's words.</summary>
    private static bool IsName(string value) => value.Length <= 40 && value.All(c => char.IsAsciiLetter(c) || c is '_' or '-' or '.');
}

/// <summary>What became of an event.</summary>
internal enum Taken
{
    /// <summary>Accepted, now or before, to be shown to the client.</summary>
    Relayed,

    /// <summary>The same, as a correction.</summary>
    Edit,

    /// <summary>Waits until it is known whether it is an echo.</summary>
    Waits,

    /// <summary>Older than the relay, or than a week.</summary>
    History,

    /// <summary>An echo of the relay's own message.</summary>
    Echo,

    /// <summary>Of a client, or of somebody else who is not relayed.</summary>
    Ignored,

    /// <summary>A dead letter.</summary>
    Dead,
}
