using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

public sealed class WahelpChannelTests
{
    private const string Messages = "POST " + FakeWahelp.ChannelPath + "/messages";
    private const string Users = "POST " + FakeWahelp.ChannelPath + "/users";
    private const string Accepted = """{"success":true,"data":{"id":900}}""";

    [Fact]
    public async Task Profile_messages_makes_the_one_call_of_the_founding_document()
    {
        using var wahelp = new FakeWahelp().OnLogIn("t").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());

        var outcome = WahelpOutcomes.Map(await adapter.SendAsync("Привет, нужна помощь"));

        Assert.Equal(new SendOutcome.Delivered("id:900"), outcome);
        Assert.Equal("""{"user":{"phone":"+79991234567","name":"Иван"},"message":{"text":"Привет, нужна помощь"}}""", wahelp.Calls[^1].Body);
    }

    [Fact]
    public async Task A_client_without_a_name_is_sent_without_one()
    {
        using var wahelp = new FakeWahelp().OnLogIn("t").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());

        await adapter.SendAsync(name: "");

        Assert.False(wahelp.Calls[^1].Json.GetProperty("user").TryGetProperty("name", out _));
    }

    [Fact]
    public async Task Any_text_becomes_valid_JSON()
    {
        using var wahelp = new FakeWahelp().OnLogIn("t").On(Messages, 200, Accepted);
        using var adapter = new Adapter(wahelp, FakeWahelp.Options());

        await adapter.SendAsync("Да \ud83d שלום \ud83d\ude00 \"<b>\" \0");

        Assert.Equal("Да \ufffd שלום \ud83d\ude00 \"<b>\" \0", wahelp.Calls[^1].Json.GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Profile_send_message_finds_the_user_once_and_sends_to_it()
    {
        using var wahelp = SendMessage().On(Users, 200, """{"success":true,"data":{"id":301}}""").On(SendTo(301), 200, Accepted);
        using var adapter = Adapter(wahelp);

        Assert.Equal(new SendOutcome.Delivered("id:900"), WahelpOutcomes.Map(await adapter.SendAsync("раз")));
        await adapter.SendAsync("два");

        Assert.Equal(["POST /app/user/login", Users, SendTo(301), SendTo(301)], wahelp.Calls.Select(call => call.Name));
        Assert.Equal("""{"phone":"+79991234567","name":"Иван","need_create":true}""", wahelp.Calls[1].Body);
        Assert.Equal("""{"type":"text","text":"два"}""", wahelp.Calls[^1].Body);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(200, """{"success":true,"data":[]}""")]
    public async Task A_user_that_cannot_be_found_means_that_nothing_was_sent(int status, string body)
    {
        using var wahelp = SendMessage().On(Users, status, body);
        using var adapter = Adapter(wahelp);

        Assert.Equal(new SendOutcome.NotNow("lookup_failed"), WahelpOutcomes.Map(await adapter.SendAsync()));
    }

    [Fact]
    public async Task A_client_without_messenger_fails_at_the_first_step()
    {
        using var wahelp = SendMessage().On(Users, 200, """{"success":false,"message":"Номер не зарегистрирован"}""");
        using var adapter = Adapter(wahelp);

        Assert.Equal(new SendOutcome.Failed(Reasons.NoSuchMessenger), WahelpOutcomes.Map(await adapter.SendAsync()));
    }

    [Fact]
    public async Task A_remembered_user_that_is_gone_is_looked_up_again()
    {
        using var wahelp = SendMessage()
            .On(Users, 200, """{"data":{"id":301}}""").On(Users, 200, """{"data":{"id":302}}""")
            .On(SendTo(301), 200, Accepted).On(SendTo(301), 404, "")
            .On(SendTo(302), 200, Accepted);
        using var adapter = Adapter(wahelp);

        await adapter.SendAsync();
        Assert.Equal(200, (await adapter.SendAsync()).Status);

        Assert.Equal([Users, SendTo(301), SendTo(301), Users, SendTo(302)], wahelp.Calls.Skip(1).Select(call => call.Name));
    }

    [Theory]
    [InlineData("https://wahelp.ru", "https://wahelp.ru/api/app/user/login")]
    [InlineData("https://wahelp.ru/", "https://wahelp.ru/api/app/user/login")]
    [InlineData("https://wahelp.ru/api", "https://wahelp.ru/api/app/user/login")]
    [InlineData("https://wahelp.ru/api/", "https://wahelp.ru/api/app/user/login")]
    [InlineData("https://wahelp.ru/api/app", "https://wahelp.ru/api/app/user/login")]
    [InlineData("https://api.wahelp.ru", "https://api.wahelp.ru/app/user/login")]
    [InlineData("http://127.0.0.1:5005", "http://127.0.0.1:5005/app/user/login")]
    [InlineData("http://127.0.0.1:5005/wahelp", "http://127.0.0.1:5005/wahelp/app/user/login")]
    public void Each_spelling_of_the_address_works(string configured, string called) =>
        Assert.Equal(called, new Uri(WahelpAddress.Base(new Uri(configured)), "app/user/login").ToString());

    private static FakeWahelp SendMessage() => new FakeWahelp().OnLogIn("t");

    private static Adapter Adapter(FakeWahelp wahelp) => new(wahelp, FakeWahelp.Options(options => options.ProfileName = "send_message"));

    private static string SendTo(int user) => $"POST {FakeWahelp.ChannelPath}/send_message/{user}";
}
