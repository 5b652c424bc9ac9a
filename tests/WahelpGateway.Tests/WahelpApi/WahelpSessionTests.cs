using System.Net;
using Microsoft.Extensions.Time.Testing;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

public sealed class WahelpSessionTests
{
    private const string Messages = "POST " + FakeWahelp.ChannelPath + "/messages";
    private const string LogIn = "POST /app/user/login";
    private const string Refresh = "GET /app/user/refresh-token";
    private const string Accepted = """{"success":true,"data":{"id":1}}""";

    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));

    [Fact]
    public async Task Logs_in_once_and_keeps_the_token()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        await adapter.SendAsync();
        await adapter.SendAsync();

        Assert.Equal([LogIn, Messages, Messages], wahelp.Calls.Select(call => call.Name));
        Assert.Equal("relay", wahelp.Calls[0].Json.GetProperty("login").GetString());
        Assert.Equal("secret", wahelp.Calls[0].Json.GetProperty("password").GetString());
        Assert.All(wahelp.Calls.Skip(1), call => Assert.Equal(("one", FakeWahelp.Project), (call.Token, call.Project)));
    }

    [Fact]
    public async Task Refreshes_before_the_token_expires_in_the_refreshs_own_shape()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one")
            .On(Refresh, 200, """{"data":{"token":{"token":"two","expires_in":3600}}}""")
            .On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        await adapter.SendAsync();
        time.Advance(TimeSpan.FromMinutes(54));
        await adapter.SendAsync();
        time.Advance(TimeSpan.FromMinutes(2));
        await adapter.SendAsync();

        Assert.Equal([LogIn, Messages, Messages, Refresh, Messages], wahelp.Calls.Select(call => call.Name));
        Assert.Equal([null, "one", "one", "one", "two"], wahelp.Calls.Select(call => call.Token));
    }

    [Fact]
    public async Task Logs_in_again_where_the_refresh_is_refused()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").OnLogIn("two").On(Refresh, 401, "").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        await adapter.SendAsync();
        time.Advance(TimeSpan.FromMinutes(56));
        await adapter.SendAsync();

        Assert.Equal([LogIn, Messages, Refresh, LogIn, Messages], wahelp.Calls.Select(call => call.Name));
        Assert.Equal("two", wahelp.Calls[^1].Token);
    }

    [Fact]
    public async Task Does_not_refresh_with_a_token_that_has_expired()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").OnLogIn("two").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        await adapter.SendAsync();
        time.Advance(TimeSpan.FromHours(2));
        await adapter.SendAsync();

        Assert.Equal([LogIn, Messages, LogIn, Messages], wahelp.Calls.Select(call => call.Name));
    }

    [Fact]
    public async Task Uses_the_old_token_while_it_is_good_and_no_new_one_can_be_had()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(LogIn, 500, "").On(Refresh, 500, "").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        await adapter.SendAsync();
        time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal(200, (await adapter.SendAsync()).Status);
        Assert.Equal(200, (await adapter.SendAsync()).Status);

        Assert.Equal([LogIn, Messages, Refresh, LogIn, Messages, Messages], wahelp.Calls.Select(call => call.Name));
    }

    [Fact]
    public async Task A_401_logs_in_again_and_repeats_once()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").OnLogIn("two").On(Messages, 401, "").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        Assert.Equal(200, (await adapter.SendAsync()).Status);

        Assert.Equal([LogIn, Messages, LogIn, Messages], wahelp.Calls.Select(call => call.Name));
        Assert.Equal("two", wahelp.Calls[^1].Token);
    }

    [Fact]
    public async Task A_401_after_the_second_log_in_is_the_answer()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").OnLogIn("two").On(Messages, 401, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        Assert.Equal(new SendOutcome.NothingSent("401", Account: true), WahelpOutcomes.Map(await adapter.SendAsync()));
        Assert.Equal(2, wahelp.Count(Messages));
    }

    [Fact]
    public async Task A_log_in_that_fails_after_a_401_sent_nothing()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(LogIn, 403, "").On(Messages, 401, "");
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        Assert.Equal(new SendOutcome.NothingSent("login_failed", Account: true), WahelpOutcomes.Map(await adapter.SendAsync()));
    }

    [Fact]
    public async Task A_ready_token_is_used_without_log_in()
    {
        using var wahelp = new FakeWahelp().On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(options => options.AccessToken = "ready"), time);

        await adapter.SendAsync();
        time.Advance(TimeSpan.FromDays(30));
        await adapter.SendAsync();

        Assert.All(wahelp.Calls, call => Assert.Equal("ready", call.Token));
    }

    [Fact]
    public async Task A_ready_token_that_is_refused_gives_way_to_a_log_in()
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Messages, 401, "").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(options => options.AccessToken = "ready"), time);

        await adapter.SendAsync();
        await adapter.SendAsync();

        Assert.Equal(["ready", null, "one", "one"], wahelp.Calls.Select(call => call.Token));
    }

    [Fact]
    public async Task A_ready_token_that_is_refused_is_the_end_where_there_is_no_account()
    {
        using var wahelp = new FakeWahelp().On(Messages, 401, "");
        using var adapter = new Adapter(
            wahelp, FakeWahelp.Options(options => (options.Login, options.Password, options.AccessToken) = ("", "", "ready")), time);

        Assert.Equal(new SendOutcome.NothingSent("401", Account: true), WahelpOutcomes.Map(await adapter.SendAsync()));
        Assert.Single(wahelp.Calls);
    }

    [Fact]
    public async Task Fifty_concurrent_callers_share_one_log_in()
    {
        var gate = new TaskCompletionSource();
        using var wahelp = new FakeWahelp().On(LogIn, async () =>
        {
            await gate.Task;
            return Json("""{"data":{"access_token":"one","expires_in":3600}}""");
        }).On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        var sends = Enumerable.Range(0, 50).Select(_ => adapter.SendAsync()).ToList();
        gate.SetResult();
        var answers = await Task.WhenAll(sends);

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(1, wahelp.Count(LogIn));
        Assert.Equal(50, wahelp.Count(Messages));
    }

    [Fact]
    public async Task Fifty_concurrent_callers_share_one_failure_too()
    {
        var gate = new TaskCompletionSource();
        using var wahelp = new FakeWahelp().On(LogIn, async () =>
        {
            await gate.Task;
            return new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StringContent("") };
        });
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);

        var sends = Enumerable.Range(0, 50).Select(_ => adapter.SendAsync()).ToList();
        gate.SetResult();
        var answers = await Task.WhenAll(sends);

        Assert.All(answers, answer => Assert.Equal((WahelpStep.LogIn, 422), (answer.Step, answer.Status)));
        Assert.Equal(1, wahelp.Count(LogIn));
    }

    [Fact]
    public async Task Fifty_refusals_of_one_token_make_one_log_in()
    {
        var gate = new TaskCompletionSource();
        using var wahelp = new FakeWahelp().OnLogIn("one").On(LogIn, async () =>
        {
            await gate.Task;
            return Json("""{"data":{"access_token":"two","expires_in":3600}}""");
        });
        using var adapter = new Adapter(wahelp, FakeWahelp.Options(), time);
        await adapter.Session.LogInAsync(TestContext.Current.CancellationToken);

        var renewals = Enumerable.Range(0, 50).Select(_ => adapter.Session.RenewAsync("one", TestContext.Current.CancellationToken)).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(renewals), login => Assert.Equal("two", login.Token));
        Assert.Equal("two", (await adapter.Session.RenewAsync("one", TestContext.Current.CancellationToken)).Token);

        Assert.Equal(2, wahelp.Count(LogIn));
    }

    private static HttpResponseMessage Json(string json) => new(HttpStatusCode.OK) { Content = new StringContent(json) };
}
