using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

/// <summary>An account that may send but not read, or the other way round: what a 401 means.</summary>
public sealed class WahelpHistoryTests : IDisposable
{
    private const string Messages = "POST " + FakeWahelp.ChannelPath + "/messages";
    private const string History = "GET " + FakeWahelp.ChannelPath + "/messages?limit=100";
    private const string LogIn = "POST /app/user/login";
    private const string Accepted = """{"success":true,"data":{"id":1}}""";

    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly FakeWahelp wahelp = new();
    private readonly CapturedLogs captured = new();
    private readonly ILoggerFactory logs;

    public WahelpHistoryTests() => logs = LoggerFactory.Create(logging => logging.AddProvider(captured));

    public void Dispose()
    {
        logs.Dispose();
        wahelp.Dispose();
        captured.Dispose();
    }

    [Fact]
    public async Task A_history_behind_a_401_costs_no_log_in_while_sends_are_answered_and_is_asked_ever_more_rarely()
    {
        wahelp.OnLogIn("one", seconds: 360_000).On(Messages, 200, Accepted).On(History, 401, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);
        var history = Read(adapter);

        for (var minute = 0; minute < 6 * 60; minute++)
        {
            await adapter.SendAsync();
            Assert.IsType<HistoryAnswer.NotNow>(await history());
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, wahelp.Count(LogIn));
        Assert.All(wahelp.Calls.Skip(1), call => Assert.Equal("one", call.Token));
        Assert.InRange(wahelp.Count(History), 9, 11); // after 1, 2, 4, 8, 16, 32 min, then each hour
        Assert.Single(captured.Lines, line => line.Contains("401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_behind_a_401_costs_few_log_ins_where_nobody_sends()
    {
        wahelp.OnLogIn("one", seconds: 360_000).On(History, 401, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);
        var history = Read(adapter);

        for (var look = 0; look < 20 * 60; look++)
        {
            await history();
            time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.InRange(wahelp.Count(LogIn), 2, 7);
    }

    [Fact]
    public async Task A_log_in_refused_for_the_history_leaves_the_token_to_the_sends()
    {
        wahelp.On(History, 401, "").On(Messages, 200, Accepted).On(LogIn, 429, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(options => options.AccessToken = "ready"), time);
        var history = Read(adapter);

        Assert.IsType<HistoryAnswer.NotNow>(await history());
        Assert.Equal(1, wahelp.Count(LogIn));
        Assert.Equal(200, (await adapter.SendAsync()).Status);
        for (var minute = 0; minute < 60; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await history();
        }

        Assert.Equal(200, (await adapter.SendAsync()).Status);
        Assert.All(wahelp.Calls.Where(call => call.Name == Messages), call => Assert.Equal("ready", call.Token));
        Assert.InRange(wahelp.Count(LogIn), 1, 7);
    }

    [Fact]
    public async Task A_refused_log_in_keeps_a_token_that_was_refused_once()
    {
        wahelp.On(Messages, 401, "").On(Messages, 200, Accepted).On(LogIn, 422, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(options => options.AccessToken = "ready"), time);

        Assert.Equal(new SendOutcome.NothingSent("login_failed", Account: true), WahelpOutcomes.Map(await adapter.SendAsync()));
        Assert.Equal(200, (await adapter.SendAsync()).Status);
        Assert.Equal("ready", wahelp.Calls[^1].Token);
    }

    [Fact]
    public async Task A_token_that_ended_is_renewed_for_the_history_too()
    {
        wahelp.OnLogIn("one", seconds: 360_000).OnLogIn("two").On(Messages, 200, Accepted).On(History, 401, "").On(History, 200, "[]");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);
        var history = Read(adapter);

        await adapter.SendAsync();
        time.Advance(TimeSpan.FromHours(1));

        Assert.IsType<HistoryAnswer.Messages>(await history());
        Assert.Equal("two", wahelp.Calls[^1].Token);
    }

    [Fact]
    public async Task A_history_that_is_answered_again_is_read_as_before()
    {
        wahelp.OnLogIn("one").On(Messages, 200, Accepted).On(History, 401, "").On(History, 200, "[]");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);
        var history = Read(adapter);

        await adapter.SendAsync();
        await history();
        Assert.IsType<HistoryAnswer.NotNow>(await history());
        Assert.Equal(1, wahelp.Count(History));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<HistoryAnswer.Messages>(await history());
        Assert.IsType<HistoryAnswer.Messages>(await history());
    }

    [Fact]
    public async Task Sends_behind_a_401_log_in_no_more_often_than_every_five_minutes()
    {
        wahelp.OnLogIn("one", seconds: 360_000).On(Messages, 401, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        for (var look = 0; look < 120; look++)
        {
            Assert.Equal(new SendOutcome.NothingSent("401", Account: true), WahelpOutcomes.Map(await adapter.SendAsync()));
            time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.InRange(wahelp.Count(LogIn), 12, 16);
    }

    [Fact]
    public async Task A_refused_token_in_a_body_is_renewed_and_the_send_repeated()
    {
        wahelp.OnLogIn("one").OnLogIn("two").On(Messages, 200, """{"success":false,"message":"Unauthenticated."}""").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        Assert.Equal(new SendOutcome.Delivered("id:1"), WahelpOutcomes.Map(await adapter.SendAsync()));
        Assert.Equal("two", wahelp.Calls[^1].Token);
    }

    [Fact]
    public async Task A_refused_log_in_says_nothing_of_the_history()
    {
        wahelp.On(LogIn, 403, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        Assert.IsType<HistoryAnswer.NotNow>(await Read(adapter)());
    }

    private Func<Task<HistoryAnswer>> Read(Adapter adapter)
    {
        var history = new WahelpHistory(adapter.Http, FakeWahelp.Options(), time, logs.CreateLogger<WahelpHistory>());
        return () => history.ReadAsync(100, TestContext.Current.CancellationToken);
    }
}
