using Relay.ServiceDefaults.Health;

namespace Relay.ServiceDefaults.Tests.Hosting;

public class HealthQuestionTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:8082/health/ready")]
    [InlineData("", "http://127.0.0.1:8082/health/ready")]
    [InlineData("http://*:9000", "http://127.0.0.1:9000/health/ready")]
    [InlineData("http://+:9000;http://127.0.0.1:1", "http://127.0.0.1:9000/health/ready")]
    [InlineData("http://[::]:9000", "http://127.0.0.1:9000/health/ready")]
    [InlineData("http://10.1.2.3:80/", "http://10.1.2.3/health/ready")]
    public void It_is_asked_where_the_service_listens(string? urls, string asked) =>
        Assert.Equal(asked, HealthQuestion.Address(urls, port: 8082).ToString());

    [Fact]
    public async Task Nobody_there_is_not_healthy()
    {
        Assert.False(HealthQuestion.IsAsked([]));
        Assert.True(HealthQuestion.IsAsked(["--health"]));
        Assert.Equal(1, await HealthQuestion.AskAsync(Relay.Harness.FreePorts.Next()));
    }
}
