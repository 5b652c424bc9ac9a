using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Delivery.Accepting;
using Relay.ServiceDefaults.Configuration;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.ReceivingNotifications;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingNotifications;

public sealed class NotificationEndpointTests : IAsyncLifetime
{
    private readonly Webhooks webhooks = new();
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.AddReceivingNotifications();
        builder.Services.AddSingleton(FakeWahelp.Options()).AddSingleton(new RelayOptions()).AddSingleton(new SpelledPhones("RU"));
        builder.Services.AddSingleton<TimeProvider>(webhooks.Time).AddSingleton<DatabaseRetries>().AddSingleton<IAcceptance>(webhooks.Database);
        builder.Services.AddSingleton<Relay.WahelpGateway.Persistence.IAcceptedNotifications, NoneKnown>();
        app = builder.Build();
        app.MapReceivingNotifications();
        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("[]", "it is no JSON object with id, phone and text")]
    [InlineData("{\"id\":", "it is no JSON")]
    [InlineData("{\"id\":[1],\"phone\":\"+79990008600\",\"text\":\"x\"}", "its id is neither a text nor a whole number")]
    [InlineData("{\"id\":1.5,\"phone\":\"+79990008600\",\"text\":\"x\"}", "its id is neither a text nor a whole number")]
    [InlineData("{\"id\":\"1\",\"phone\":7.99900086E10,\"text\":\"x\"}", "its phone is neither a text nor a whole number")]
    [InlineData("{\"id\":\"1\",\"phone\":true,\"text\":\"x\"}", "its phone is neither a text nor a whole number")]
    [InlineData("{\"id\":\"1\",\"phone\":\"+79990008600\",\"text\":500}", "its text is no text")]
    [InlineData("{\"id\":\"1\",\"phone\":\"+79990008600\",\"text\":\"x\",\"note\":\"true\"}", "its note is neither true nor false")]
    [InlineData("{\"phone\":\"+79990008600\",\"text\":\"x\"}", "it has no id")]
    public async Task A_wrong_type_is_refused_by_the_name_of_its_field(string body, string why)
    {
        var (status, answer) = await PostAsync(body);

        Assert.Equal((HttpStatusCode.BadRequest, $$"""{"error":"The notification is refused: {{why}}."}"""), (status, answer));
        Assert.Empty(webhooks.Database.Accepted);
    }

    [Fact]
    public async Task Numbers_are_taken_for_id_and_phone_and_half_an_emoji_does_no_harm()
    {
        var (status, answer) = await PostAsync("{\"id\":15,\"Phone\":79990008600,\"text\":\"x\\ud83d\",\"\\udc00\":1,\"note\":null}");

        Assert.Equal((HttpStatusCode.Accepted, """{"id":"15","state":"accepted"}"""), (status, answer));
        var reply = Assert.Single(webhooks.Database.Replies);
        Assert.Equal(("+79990008600", "x\ufffd", true), (reply.Phone, reply.Text, reply.IsNotification));
    }

    [Fact]
    public async Task What_is_no_JSON_by_its_type_is_told_what_to_send()
    {
        var (status, answer) = await PostAsync("id=15", "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("application/json", answer, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(string body, string type = "application/json")
    {
        using var client = app.GetTestClient();
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await client.PostAsync("/notifications", content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed class NoneKnown : Relay.WahelpGateway.Persistence.IAcceptedNotifications
    {
        public Task<IReadOnlyDictionary<Guid, Relay.WahelpGateway.Persistence.AcceptedNotification>> FindAsync(
            IReadOnlyList<Guid> messageIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<Guid, Relay.WahelpGateway.Persistence.AcceptedNotification>>(
                new Dictionary<Guid, Relay.WahelpGateway.Persistence.AcceptedNotification>());
    }
}
