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

            if (script.Then is Ending.Stall or Ending.Endless)
            {
                var answer = await usual(script.Fault);
                await (script.Then == Ending.Stall ? answer.WriteHalfAsync(context) : answer.WriteForeverAsync(context));
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

    /// <summary>Cuts a call in the middle of its body, if a script says so.</summary>
    /// <returns>True if it was cut.</returns>
    public async Task<bool> CutAsync(HttpContext context, string operation)
    {
        if (scripts.TakeCut(operation) is not { } script)
        {
            return false;
        }

        var buffer = new byte[64 * 1024];
        for (var left = (context.Request.ContentLength ?? 0) / 2; left > 0;)
        {
            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), context.RequestAborted);
            left = read == 0 ? 0 : left - read;
        }

        journal.Add(new Entry { What = What.ChatRefused, Reason = script.Fault, Detail = operation });
        context.Abort();
        return true;
    }

    private static bool IsSend(string operation) =>
        operation.StartsWith("telegram.send", StringComparison.Ordinal) || operation.StartsWith("wahelp.send", StringComparison.Ordinal);

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
