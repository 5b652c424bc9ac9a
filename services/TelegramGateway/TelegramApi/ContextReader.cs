using Telegram.Bot.Types;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Reads what a message is about: what it answers, and whom it was forwarded from.</summary>
internal static class ContextReader
{
    /// <summary>The author's name by each kind of origin; null if it was not forwarded.</summary>
    public static string? ForwardedFrom(Message message) => message.ForwardOrigin switch
    {
        null => null,
        MessageOriginUser { SenderUser: { } user } => MessageReader.FullName(user.FirstName, user.LastName),
        MessageOriginHiddenUser hidden => hidden.SenderUserName ?? "",
        MessageOriginChat { SenderChat: { } chat } origin => Signed(chat, origin.AuthorSignature),
        MessageOriginChannel { Chat: { } channel } origin => Signed(channel, origin.AuthorSignature),
        _ => "",
    };

    /// <summary>The update holds the answered message itself: one of this chat, one of another, or a story.</summary>
    public static Answered? Answers(Message message) => message switch
    {
        { ReplyToMessage: { } answered } => new(message.Quote?.Text, MessageReader.Content(answered, raw: null)),
        { ExternalReply: { } answered } => new(message.Quote?.Text, MessageReader.Content(MessageOf(answered), raw: null)),
        { ReplyToStory: { } story } => new(message.Quote?.Text, MessageReader.Content(new Message { Story = story }, raw: null)),
        { Quote.Text: { } quote } => new(quote, Content: null),
        _ => null,
    };

    private static string Signed(Chat chat, string? signature)
    {
        var name = chat.Title ?? MessageReader.FullName(chat.FirstName, chat.LastName);
        return signature is { Length: > 0 } ? $"{name} ({signature})" : name;
    }

    /// <summary>A message of another chat comes without text; its quote has the text.</summary>
    private static Message MessageOf(ExternalReplyInfo answered) => new()
    {
        Animation = answered.Animation,
        Audio = answered.Audio,
        Checklist = answered.Checklist,
        Contact = answered.Contact,
        Dice = answered.Dice,
        Document = answered.Document,
        Game = answered.Game,
        Giveaway = answered.Giveaway,
        GiveawayWinners = answered.GiveawayWinners,
        Invoice = answered.Invoice,
        LivePhoto = answered.LivePhoto,
        Location = answered.Location,
        PaidMedia = answered.PaidMedia,
        Photo = answered.Photo,
        Poll = answered.Poll,
        Sticker = answered.Sticker,
        Story = answered.Story,
        Venue = answered.Venue,
        Video = answered.Video,
        VideoNote = answered.VideoNote,
        Voice = answered.Voice,
    };
}
