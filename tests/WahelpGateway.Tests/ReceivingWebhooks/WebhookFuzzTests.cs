using System.Text.Json;
using Relay.Harness.Fuzzing;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Whatever a webhook's body holds, reading and judging it throws nothing but "no JSON".</summary>
public sealed class WebhookFuzzTests
{
    private static readonly string[] Samples =
    [
        """{"action":"channel.message.created","payload":{"id":77,"destination":"from_operator","message":{"text":"Да","id":"x-1"},"user":{"phone":"+79991234567","uid":"tg1"},"channel":{"uuid":"u-1","alias":"clients_tg"},"created_at":"2026-11-22T10:00:00+03:00"}}""",
        """{"event":"message","data":{"direction":"operator","text":"Да","phone":89991234567,"channel":"clients_tg","message_id":"77","created_at":1795000000}}""",
        """{"type":"message","data":[{"direction":"client","body":"а","contact":{"phone":"9991234567"}},{"direction":"operator","text":"б","phone":"79991234567"}]}""",
        """[{"destination":"from_operator","message":"Да","user":{"uid2":"+79991234567"},"wahelp_id":5,"status":"read","status_at":"1795000000"}]""",
        """{"action":"channel.message.updated","payload":{"message":{"message":"Да","payload":{"id":3}},"state":"delivered","phone":"+79991234567","file":{"url":"x"}}}""",
        """{"action":"channel.user.created","payload":{"id":1}}""",
    ];

    [Fact]
    public void No_body_throws_and_what_is_json_can_be_handled()
    {
        var webhooks = new Webhooks();
        var events = 0;

        var tried = Fuzz.Run(Samples, body =>
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
            return WebhookParser.Parse(body);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
