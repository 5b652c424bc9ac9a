using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Relay.Harness;
using Relay.Harness.Fuzzing;

namespace Relay.EndToEnd.Tests.BrokenInput;

/// <summary>Some of the fuzz tests' inputs through the real endpoints: no answer is a 5xx, and the service stays ready.</summary>
public sealed class FuzzedEndpointTests
{
    private const int Inputs = 3000;
    private const string TelegramSecret = "a-webhook-secret-of-the-test";

    [Fact]
    public async Task No_body_at_either_webhook_is_answered_with_5xx_and_both_gateways_stay_ready()
    {
        await using var stack = await RelayStack.StartAsync(new RelayStackOptions
        {
            TelegramMode = "webhook",
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TELEGRAM_WEBHOOK_SECRET"] = TelegramSecret },
        });
        var (wahelp, telegram) = (stack[RelayService.WahelpGateway], stack[RelayService.TelegramGateway]);

        var webhooks = await PostAllAsync(new Uri(wahelp.Url, "wahelp/webhook"), "X-Wahelp-Token", stack.WahelpWebhookToken, FuzzSamples.Webhooks);
        var updates = await PostAllAsync(new Uri(telegram.Url, "telegram/webhook"), "X-Telegram-Bot-Api-Secret-Token", TelegramSecret, FuzzSamples.Updates);

        foreach (var answers in new[] { webhooks, updates })
        {
            Assert.Empty(answers.Keys.Except([HttpStatusCode.OK, HttpStatusCode.BadRequest]));
            Assert.True(answers[HttpStatusCode.OK] > Inputs / 2, "most inputs are JSON, and get to the code behind the door");
        }

        await wahelp.WaitUntilReadyAsync();
        await telegram.WaitUntilReadyAsync();
        using var sandbox = new SandboxClient(stack.SandboxUrl);
        await sandbox.ClientSharesContactAsync(5_600_001);
        await sandbox.WaitInChatAsync(5_600_001, timeout: TimeSpan.FromMinutes(1)); // the thanks: a client who writes before may be held for a minute
        await sandbox.ClientWritesAsync(5_600_001, "после всего");
        await sandbox.WaitAtWahelpAsync(SandboxClient.PhoneOf(5_600_001), timeout: TimeSpan.FromMinutes(1));
    }

    /// <returns>How often each status was answered.</returns>
    private static async Task<Dictionary<HttpStatusCode, int>> PostAllAsync(Uri door, string secretHeader, string secret, IReadOnlyList<string> samples)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add(secretHeader, secret);
        var mutator = new JsonMutator(samples, Fuzz.Seed);
        var answers = new Dictionary<HttpStatusCode, int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Inputs).Select(number => (number, body: mutator.Next())),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (input, cancellationToken) =>
            {
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(input.body))
                { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await http.PostAsync(door, content, cancellationToken);
                Assert.True(
                    (int)answer.StatusCode < 500,
                    $"RELAY_SEED={Fuzz.Seed}, input {input.number}: {(int)answer.StatusCode} for {input.body[..Math.Min(input.body.Length, 500)]}");
                lock (answers)
                {
                    answers[answer.StatusCode] = answers.GetValueOrDefault(answer.StatusCode) + 1;
                }
            });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{door.AbsolutePath}: {string.Join(", ", answers.Select(answer => $"{(int)answer.Key} {answer.Value} times"))}; RELAY_SEED={Fuzz.Seed}");
        return answers;
    }
}
