using Polly;
using Relay.Delivery.Providers;
using Relay.Delivery.Settings;

namespace Relay.TelegramGateway.TelegramApi;

/// <summary>Changes messages that a chat shows. Both calls are idempotent: without an answer they may be repeated.</summary>
internal sealed class TelegramChanges(TelegramConnection connection, TimeProvider time)
{
    /// <summary>A call ends within 15 s: the rest is for the way there and back.</summary>
    private static readonly TimeSpan Limit = Timings.TextCall - TimeSpan.FromSeconds(1);

    private readonly ResiliencePipeline once = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(Limit).Build();

    /// <summary>One call that makes the change. Never throws.</summary>
    /// <param name="text">The new text.</param>
    /// <param name="change">What is changed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<SendOutcome> MakeAsync(TelegramText text, TelegramChange change, CancellationToken cancellationToken)
    {
        var id = new TelegramId(text.ChatId, change.MessageId);
        return change switch
        {
            TelegramChange.Edit => CallAsync("editMessageText", new TextToEdit(id.ChatId, id.MessageId, text.Text), OfEdit, cancellationToken),
            TelegramChange.Caption => CallAsync("editMessageCaption", new CaptionToEdit(id.ChatId, id.MessageId, text.Text), OfEdit, cancellationToken),
            _ => CallAsync(
                "deleteMessage", new MessageToDelete(id.ChatId, id.MessageId), answer => ChangeOutcomes.OfDeletion(answer, id), cancellationToken),
        };

        SendOutcome OfEdit(TelegramAnswer answer) => ChangeOutcomes.OfEdit(answer, id);
    }

    private async Task<SendOutcome> CallAsync<TRequest>(
        string method, TRequest request, Func<TelegramAnswer, SendOutcome> outcome, CancellationToken cancellationToken)
    {
        using var body = OutgoingBody.Of(request);
        try
        {
            return outcome(await once.ExecuteAsync(
                static async (state, token) => await state.connection.CallAsync(state.method, state.body, token),
                (connection, method, body),
                cancellationToken));
        }
        catch (Exception error)
        {
            return TelegramOutcomes.Map(error, body.Left);
        }
    }

    /// <summary>core.telegram.org/bots/api#editmessagetext</summary>
    private sealed record TextToEdit(long ChatId, int MessageId, string Text);

    /// <summary>core.telegram.org/bots/api#editmessagecaption</summary>
    private sealed record CaptionToEdit(long ChatId, int MessageId, string Caption);

    /// <summary>core.telegram.org/bots/api#deletemessage</summary>
    private sealed record MessageToDelete(long ChatId, int MessageId);
}
