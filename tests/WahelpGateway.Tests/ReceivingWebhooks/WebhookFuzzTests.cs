using System.Text.Json;
using Relay.Harness.Fuzzing;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Whatever a webhook's body holds, reading and judging it throws only "not JSON".</summary>
public sealed class WebhookFuzzTests
{
    [Fact]
    public void No_body_throws_and_what_is_json_can_be_handled()
    {
        var webhooks = new Webhooks();
        var events = 0;

        var tried = Fuzz.Run(FuzzSamples.Webhooks, body =>
        {
            foreach (var one in Parse(body))
            {
                events++;
                webhooks.Handler.HandleAsync(one, CancellationToken.None).GetAwaiter().GetResult();
            }

            webhooks.Database.Accepted.Clear();
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} bodies, {events} events; RELAY_SEED={Fuzz.Seed}");
        Assert.True(events > tried / 10, "the mutations still reach the code behind the parser");
    }

    private static IReadOnlyList<WebhookEvent> Parse(string body)
    {
        try
        {
            return Webhooks.Parse(body);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
