using System.Globalization;
using System.Text.Json;
using Polly;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>
/// Sends texts, with its own HTTP instead of Telegram.Bot's client. That client loses an accepted message's id if it cannot read the whole returned
/// message, and does not say whether the request ever left.
/// </summary>
internal sealed class TelegramMessages(TelegramConnection connection, TimeProvider time)
{
    /// <summary>A call ends within 15 s: the rest is for the way there and back.</summary>
    private static readonly TimeSpan Limit = Timings.TextCall - TimeSpan.FromSeconds(1);

    private readonly ResiliencePipeline once = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(Limit).Build();

    /// <summary>One <c>sendMessage</c>. Never throws.</summary>
    public async Task<SendOutcome> SendAsync(TelegramText message, CancellationToken cancellationToken)
    {
        using var body = OutgoingBody.Of(SendMessageRequest.Of(message));
        try
        {
            var answer = await once.ExecuteAsync(
                static async (state, token) => await state.connection.CallAsync("sendMessage", state.body, token),
                (connection, body),
                cancellationToken);
            return TelegramOutcomes.Map(answer, ProviderMessageId(message.ChatId, answer));
        }
        catch (Exception error)
        {
            return TelegramOutcomes.Map(error, body.Left);
        }
    }

    /// <summary>The id of an accepted call's message; null if there is none. Telegram's ids are unique only within a chat.</summary>
    public static string? ProviderMessageId(long chatId, TelegramAnswer answer)
    {
        if (answer is not { Ok: true, Result: { } result })
        {
            return null;
        }

        using var document = JsonDocument.Parse(result);
        return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("message_id", out var id)
            ? string.Create(CultureInfo.InvariantCulture, $"{chatId}:{id}")
            : null;
    }
}

/// <summary>A text for a chat.</summary>
/// <param name="Text">1 to 4096 UTF-16 units; sent literally, without markup. Empty for a deletion.</param>
internal sealed record TelegramText(long ChatId, string Text, TelegramKeyboard Keyboard = TelegramKeyboard.Untouched, string ContactButton = "")
    : TelegramPart(ChatId)
{
    /// <summary>The change that this text is for, or that deletes; null for a new message.</summary>
    public TelegramChange? Change { get; init; }
}

/// <summary>The change of the keyboard under the client's input.</summary>
internal enum TelegramKeyboard
{
    /// <summary>No change.</summary>
    Untouched,

    /// <summary>One button that shares the client's own contact. Works only in private chats (core.telegram.org/bots/api#keyboardbutton).</summary>
    AskContact,

    /// <summary>The keyboard is removed.</summary>
    Remove,
}

/// <summary>The body of <c>sendMessage</c> (core.telegram.org/bots/api#sendmessage).</summary>
internal sealed record SendMessageRequest(long ChatId, int? MessageThreadId, long? DirectMessagesTopicId, string Text, object? ReplyMarkup)
{
    public static SendMessageRequest Of(TelegramText message) =>
        new(message.ChatId, message.ThreadId, message.DirectTopicId, message.Text, message.Keyboard switch
        {
            TelegramKeyboard.AskContact =>
                new ContactKeyboard([[new ContactKey(message.ContactButton, RequestContact: true)]], ResizeKeyboard: true, OneTimeKeyboard: true),
            TelegramKeyboard.Remove => new NoKeyboard(RemoveKeyboard: true),
            _ => null,
        });

    private sealed record ContactKeyboard(ContactKey[][] Keyboard, bool ResizeKeyboard, bool OneTimeKeyboard);

    private sealed record ContactKey(string Text, bool RequestContact);

    private sealed record NoKeyboard(bool RemoveKeyboard);
}
