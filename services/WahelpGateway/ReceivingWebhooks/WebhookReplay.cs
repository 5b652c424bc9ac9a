using System.Text.Json;
using Relay.ServiceDefaults.DeadLetters;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Processes a dead letter's event again, with the current settings.</summary>
internal sealed class WebhookReplay(WebhookHandler handler, WahelpOptions options) : IDeadLetterReplay
{
    public bool Takes(string source) => source is DeadLetterSource.WahelpWebhook or DeadLetterSource.Accepting;

    public async Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        var taken = new List<Taken?>();
        try
        {
            foreach (var one in WebhookParser.Parse(letter.Raw, options.Zone))
            {
                taken.Add(await handler.TakeAsync(one, cancellationToken, isAskedFor: true));
            }
        }
        catch (JsonException)
        {
            return new ReplayResult(Done: false, "it still cannot be read");
        }

        return taken.Contains(Taken.Dead)
            ? new ReplayResult(Done: false, "it still cannot be placed: its direction, its phone or its form is the same")
            : new ReplayResult(Done: true, string.Join(", ", taken.Select(Words).Distinct(StringComparer.Ordinal)));
    }

    private static string Words(Taken? taken) => taken switch
    {
        Taken.Relayed or Taken.Edit => "accepted, now or before, and shown to the client once",
        Taken.Deleted => "accepted, now or before, and deleted in the client's chat",
        Taken.Waits => "waits until it is known whether it is an echo",
        Taken.History => "too old to be relayed",
        Taken.Echo => "an echo of our own message",
        _ => "not for a client",
    };
}
