using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Telegram;

/// <summary>The Bot API's methods that send, edit or delete a chat's messages. A script may stand before each.</summary>
internal sealed class ChatMethods
{
    private readonly Dictionary<string, ChatMethod> methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly ScriptedCall scripted;
    private readonly BotMessages messages;

    public ChatMethods(ScriptedCall scripted, BotMessages messages, SendingMessages sending, SendingFiles files, ChangingMessages changing)
    {
        (this.scripted, this.messages) = (scripted, messages);
        Add("sendMessage", sending.Send);
        Add("editMessageText", changing.EditText);
        Add("editMessageCaption", changing.EditCaption);
        Add("deleteMessage", changing.Delete);
        foreach (var kind in SendingFiles.Kinds)
        {
            Add("send" + kind, (call, fault) => files.Send(call, kind.ToLowerInvariant(), fault));
        }
    }

    public bool Has(string method) => methods.ContainsKey(method);

    /// <summary>Cuts a call whose body has not come yet, if a script says so.</summary>
    /// <returns>True if it was cut.</returns>
    public async Task<bool> CutAsync(HttpContext context, string method) =>
        methods.TryGetValue(method, out var known) && await scripted.CutAsync(context, known.Operation);

    /// <summary>Plays a call of a method that is here.</summary>
    public Task PlayAsync(HttpContext context, string method, BotCall call) => scripted.PlayAsync(
        context,
        (methods[method].Operation, call.Number("chat_id"), null),
        fault => Task.FromResult(methods[method].Act(call, fault)),
        script => messages.Refuse(call, script),
        BotAnswers.Scripted);

    private void Add(string method, Func<BotCall, string?, Answer> act) => methods[method] = new ChatMethod("telegram." + method, act);

    private sealed record ChatMethod(string Operation, Func<BotCall, string?, Answer> Act);
}
