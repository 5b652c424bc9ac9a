using Microsoft.Extensions.Logging.Abstractions;
using Relay.Delivery.Providers;
using Relay.ServiceDefaults.Examining;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

/// <summary>The harmless call and the doctor's view of an account.</summary>
public sealed class WahelpAccountTests
{
    private const string Channels = $"GET /app/projects/{FakeWahelp.Project}/channels/";
    private const string State = "GET " + FakeWahelp.ChannelPath + "/status";
    private const string History = "GET " + FakeWahelp.ChannelPath + "/messages?limit=1";
    private const string Ours = $$"""{"success":true,"data":[{"uuid":"{{FakeWahelp.Channel}}","name":"clients_tg","active":true,"status":"error"}]}""";

    [Theory]
    [InlineData(200, Ours, ProviderState.Well)]
    [InlineData(200, """{"success":false}""", ProviderState.Refused)]
    [InlineData(200, """{"status":"error","message":"Нет доступа"}""", ProviderState.Refused)]
    [InlineData(200, """{"success":false,"code":401}""", ProviderState.Refused)]
    [InlineData(200, """{"success":false,"code":503}""", ProviderState.Away)]
    [InlineData(200, """{"success":false,"message":"Слишком много попыток"}""", ProviderState.Away)]
    [InlineData(200, "<html>", ProviderState.Away)]
    [InlineData(302, "", ProviderState.Away)]
    [InlineData(403, "", ProviderState.Refused)]
    [InlineData(408, "", ProviderState.Away)]
    [InlineData(429, "", ProviderState.Away)]
    [InlineData(500, "", ProviderState.Away)]
    public async Task The_harmless_call_is_judged_as_any_answer(int status, string body, ProviderState state)
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Channels, status, body);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());

        Assert.Equal(state, await Account(adapter).AskAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(200, "[]", true, "The channel's history can be read.")]
    [InlineData(401, "", null, "Wahelp refuses the channel's history (401)")]
    [InlineData(200, """{"success":false,"message":"Unauthenticated."}""", null, "Wahelp refuses the channel's history (401)")]
    [InlineData(404, "", null, "This account's API shows no history (404)")]
    [InlineData(500, "", null, "Wahelp could not show the channel's history just now.")]
    public async Task The_doctor_says_whether_the_account_shows_its_history(int status, string body, bool? isGood, string says)
    {
        using var wahelp = new FakeWahelp().OnLogIn("one").On(Channels, 200, Ours).On(State, 200, """{"data":{"status":"error"}}""").On(History, status, body);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());
        var options = FakeWahelp.Options();
        var history = new WahelpHistory(adapter.Http, options, TimeProvider.System, NullLogger<WahelpHistory>.Instance);

        List<Finding> findings = [];
        await foreach (var finding in new WahelpExamination(Account(adapter), history, options).ExamineAsync(TestContext.Current.CancellationToken))
        {
            findings.Add(finding);
        }

        Assert.Contains(findings, finding => finding.IsGood == isGood && finding.What.StartsWith(says, StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.What.Contains("“error”", StringComparison.Ordinal));
        Assert.Equal(1, wahelp.Count("POST /app/user/login"));
    }

    private static WahelpAccount Account(Adapter adapter) => new(adapter.Session, adapter.Http, FakeWahelp.Options());
}
