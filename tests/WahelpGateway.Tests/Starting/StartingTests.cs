using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.Starting;

/// <summary>The whole service as composed by Program, without broker and database.</summary>
public sealed class StartingTests
{
    [Fact]
    public async Task Everything_can_be_made_and_the_service_lives_without_its_servers()
    {
        await using var service = new Service();
        using var client = service.CreateClient();

        Assert.IsType<SendMessageChannel>(service.Services.GetRequiredService<IWahelpChannel>());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_webhook_is_judged_by_its_token_and_size_before_the_database_is_needed()
    {
        await using var service = new Service();
        using var client = service.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, "?token=wrong", Webhooks.Reply("Да")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(client, "?token=webhook-token-of-the-tests", new string(' ', 1024 * 1024 + 1)));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync(client, "?token=webhook-token-of-the-tests", Webhooks.Reply("Да")));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string query, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/wahelp/webhook" + query, content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private sealed class Service : WebApplicationFactory<WahelpOptions>
    {
        public override async ValueTask DisposeAsync()
        {
            try
            {
                await base.DisposeAsync();
            }
            catch (ObjectDisposedException)
            {
                // The factory and Program both stop the host; the second may find disposed parts.
            }
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            // Here the container checks every service when it is built.
            builder.UseEnvironment("Development");
            builder.ConfigureLogging(logging => logging.ClearProviders());
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:RabbitMq"] = "amqp://guest:guest@127.0.0.1:1/",
                ["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Port=1;Database=none;Username=none;Password=none",
                ["WAHELP_API_PROFILE"] = "send_message",
                ["WAHELP_LOGIN"] = "relay",
                ["WAHELP_PASSWORD"] = "secret",
                ["WAHELP_CLIENTS_PROJECT_ID"] = FakeWahelp.Project,
                ["WAHELP_CLIENTS_CHANNEL_UUID"] = FakeWahelp.Channel,
                ["WAHELP_WEBHOOK_TOKEN"] = "webhook-token-of-the-tests",
            };
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }
        }
    }
}
