using Relay.Delivery.Directory;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Prompting;

/// <summary>A prompt on its way to the client's chat. Whether the client is linked is checked at the last moment.</summary>
internal sealed class PromptMessage(IClientDirectory clients) : IMessageKind<TelegramPart>
{
    public string Type => KindNames.Prompt;

    public ValueTask<Recipient> ResolveAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var prompt = message.Read<Prompt>();
        return prompt.Kind is PromptKind.AskContact or PromptKind.Start or PromptKind.ForeignContact or PromptKind.NotAPhone
            or PromptKind.NothingMoreIsKept
            ? LookUpAsync(prompt, cancellationToken)
            : new(new Recipient.Known(Phone: null, prompt.ChatId));
    }

    public IReadOnlyList<TelegramPart> Compose(OutgoingMessage message, Recipient.Known recipient)
    {
        var prompt = message.Read<Prompt>();
        var (chat, language) = (prompt.ChatId, prompt.Language);
        var text = prompt.Kind switch
        {
            // Only a linked client has a phone here.
            PromptKind.Start when recipient.Phone is not null => new TelegramText(chat, Words.Greeting(language), TelegramKeyboard.Remove),
            PromptKind.AskContact or PromptKind.Start => Ask(Words.AskContact(language)),
            PromptKind.ForeignContact => Ask(Words.ForeignContact(language)),
            PromptKind.NotAPhone => new(chat, Words.NotAPhone(language)),
            PromptKind.NothingMoreIsKept => Ask(Words.NothingMoreIsKept(language)),
            PromptKind.Thanks => new(chat, Words.Thanks(language), TelegramKeyboard.Remove),
            PromptKind.NotDelivered => new(chat, Words.NotDelivered(language, prompt.Reason ?? "")),
            PromptKind.FileTooBig => new(chat, Words.FileTooBig(language)),
            PromptKind.NoGroups => new(chat, Words.NoGroups(language)),
            _ => throw new InvalidOperationException("An unknown prompt."),
        };
        return [text with { ThreadId = prompt.ThreadId, DirectTopicId = prompt.DirectTopicId }];

        TelegramText Ask(string words) => new(chat, words, TelegramKeyboard.AskContact, Words.ContactButton(language));
    }

    /// <summary>In private chats the chat's id equals the client's.</summary>
    private async ValueTask<Recipient> LookUpAsync(Prompt prompt, CancellationToken cancellationToken) =>
        await clients.ByTelegramUserAsync(prompt.ChatId, cancellationToken) switch
        {
            DirectoryAnswer.Found { Client: var client } => prompt.Kind == PromptKind.Start
                ? new Recipient.Known(client.Phone, prompt.ChatId, client.Name)
                : new Recipient.Needless(),
            DirectoryAnswer.NotFound => new Recipient.Known(Phone: null, prompt.ChatId),
            _ => new Recipient.Unavailable(),
        };
}
