using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Lanes;

/// <content>What the provider does with a call, and what it says.</content>
internal sealed partial class Schedule
{
    private async Task AnswerAsync(Call call)
    {
        if (hangs && !answersWithPages)
        {
            await PassAsync(CallsEndWithin);
        }

        var trouble = call.IsLost ? new SendOutcome.Unanswered() : calm ? null : hangs ? new SendOutcome.Unanswered() : OutcomeOfSick(call) ?? Outcome(call);
        var isUncertain = trouble is SendOutcome.Unanswered or SendOutcome.ServerError;
        if (trouble is null || (isUncertain && !call.IsLost && random.Next(2) == 0))
        {
            Arrive(call);
        }

        if (isUncertain && !call.MayRepeat)
        {
            ledger.Doubtful.Add(call.Message.MessageId);
        }

        if (hangs)
        {
            hung.Add(call.Message.MessageId);
        }

        var outcome = trouble ?? (call is { Arrived: SendOutcome.Delivered, Part: Step { LeavesCopies: true } }
            ? new SendOutcome.Failed(Reasons.NotDeleted)
            : call.Arrived!);
        await DoAsync(
            $"{call.By.Name} is told of {ledger.Letters[call.Message.MessageId].Text} {call.Part}: {outcome}{(call.Arrived is null ? "" : ", arrived")}",
            () => call.By.AnswerAsync(call, outcome));
    }

    private void Arrive(Call call)
    {
        if (call.Arrived is null)
        {
            ledger.Take(call);
        }

        if (call.Message.MaybeDuplicate)
        {
            ledger.Marked.Add(call.Message.MessageId);
        }
    }

    /// <summary>Calls whose caller stands still: each has arrived or never will, long before another instance goes on with its lane.</summary>
    private void ArriveOrNot(IReadOnlyList<Call> calls)
    {
        foreach (var call in calls.Where(call => call.Arrived is null && !call.IsLost))
        {
            if (random.Next(2) == 0)
            {
                Arrive(call);
            }
            else
            {
                call.IsLost = true;
            }
        }
    }

    /// <summary>Null if the provider does what the call asks for.</summary>
    private SendOutcome? Outcome(Call call) => random.Next(call.Arrived is null ? 24 : 14) switch
    {
        < 10 => null,
        10 or 11 => new SendOutcome.Unanswered(),
        12 or 13 => new SendOutcome.ServerError(random.Next(2) == 0 ? 500 : 502),
        14 or 15 => new SendOutcome.RateLimited(TimeSpan.FromSeconds(random.Next(1, 30))),
        16 => new SendOutcome.NothingSent("no_connection"),
        17 => new SendOutcome.NothingSent("login_failed", Account: true),
        18 => new SendOutcome.Failed(Reasons.ChatNotFound),
        19 => new SendOutcome.Held(Reasons.BotBlocked),
        20 => new SendOutcome.Rejected(404),
        21 => new SendOutcome.GoesAgain(TimeSpan.FromSeconds(random.Next(3))),
        _ => null,
    };
}
