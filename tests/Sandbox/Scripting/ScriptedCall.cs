using Relay.Sandbox.Journals;

namespace Relay.Sandbox.Scripting;

/// <summary>One call to a simulated API, answered by its script, or in the usual way if there is none.</summary>
internal sealed class ScriptedCall(Scripts scripts, Journal journal, TimeProvider time)
{
    /// <param name="context">The call.</param>
    /// <param name="party">The operation, and its chat or phone.</param>
    /// <param name="usual">Takes effect and answers; gets the fault that follows, or null.</param>
    /// <param name="refused">Records that the call had no effect; gets the script.</param>
    /// <param name="render">Renders the scripted status in the API's own form.</param>
    public async Task PlayAsync(
        HttpContext context,
        (string Operation, long? Chat, string? Phone) party,
        Func<string?, Task<Answer>> usual,
        Action<ScriptedAnswer> refused,
        Func<ScriptedAnswer, Answer> render)
    {
        var script = scripts.Take(party.Operation, party.Chat, party.Phone);
        try
        {
            if (script is { DelayMs: > 0 })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(script.DelayMs), time, context.RequestAborted);
            }

            if (script is null || script.IsOnlyLate)
            {
                var answer = await usual(null);
                await answer.WriteAsync(context);
                return;
            }

            if (script.Then == Ending.Stall)
            {
                var answer = await usual(script.Fault);
                await answer.WriteHalfAsync(context);
            }
            else if (script.Accept)
            {
                await usual(script.Fault);
            }
            else
            {
                refused(script);
            }

            await EndAsync(context, script, render);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away; there is nobody to answer. A fault that caused it is already recorded.
            if ((script is null or { IsOnlyLate: true }) && IsSend(party.Operation))
            {
                journal.Add(new Entry { What = What.SendAbandoned, Chat = party.Chat, Phone = party.Phone, Detail = party.Operation });
            }
        }
    }

    private static bool IsSend(string operation) =>
        operation == "telegram.sendMessage" || operation.StartsWith("wahelp.send", StringComparison.Ordinal);

    private async Task EndAsync(HttpContext context, ScriptedAnswer script, Func<ScriptedAnswer, Answer> render)
    {
        switch (script.Then)
        {
            case Ending.Silence or Ending.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
                break;
            case Ending.Abort:
                context.Abort();
                break;
            default:
                await render(script).WriteAsync(context);
                break;
        }
    }
}
