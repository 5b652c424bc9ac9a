using System.Net;
using System.Text.Json;
using Relay.Harness;
using Relay.ServiceDefaults.Tests.Bus;

namespace Relay.ServiceDefaults.Tests.Hosting;

[Collection(BusTestGroup.Name)]
public class HealthTests(BusFixture fixture)
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task The_public_port_says_a_bare_status_and_the_management_port_the_details()
    {
        await using var service = await TestService.StartAsync("healthy", fixture.Broker, _ => { });

        Assert.Equal("Healthy", await Http.GetStringAsync(new Uri(service.Url, "/health/ready"), TestContext.Current.CancellationToken));
        Assert.Equal("Healthy", await Http.GetStringAsync(new Uri(service.Url, "/health/live"), TestContext.Current.CancellationToken));
        using var details = JsonDocument.Parse(await Http.GetStringAsync(new Uri(service.ManagementUrl, "/health"), TestContext.Current.CancellationToken));
        Assert.Equal("The broker took the last probe.", details.RootElement.GetProperty("checks").GetProperty("broker").GetProperty("description").GetString());
        using var hidden = await Http.GetAsync(new Uri(service.Url, "/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.False(hidden.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_yet_makes_nobody_exit_and_is_found_when_it_comes()
    {
        await using var door = new BrokerDoor(fixture.Broker);
        await using var service = await TestService.StartAsync("patient", door.Address, _ => { }, waitForBus: false);
        using var early = await Http.GetAsync(new Uri(service.Url, "/health/ready"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Equal("Healthy", await Http.GetStringAsync(new Uri(service.Url, "/health/live"), TestContext.Current.CancellationToken));

        door.Open();

        await service.WaitUntilReadyAsync();
    }

    [Fact]
    public async Task Readiness_notices_a_broker_that_takes_nothing_and_that_it_is_back()
    {
        await using var door = new BrokerDoor(fixture.Broker);
        door.Open();
        await using var service = await TestService.StartAsync("probing", door.Address, _ => { });

        door.Freeze();
        await Waiting.UntilAsync(async () => !await IsReadyAsync(service), TestService.Patience, "not ready");
        door.Thaw();

        await service.WaitUntilReadyAsync();
    }

    private static async Task<bool> IsReadyAsync(TestService service)
    {
        using var answer = await Http.GetAsync(new Uri(service.Url, "/health/ready"));
        return answer.IsSuccessStatusCode;
    }
}
