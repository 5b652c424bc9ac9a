using System.ComponentModel.DataAnnotations;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests;

public class OptionsTests
{
    [Fact]
    public void A_token_is_enough()
    {
        var options = new TelegramOptions { BotToken = "123456789:AAabc-_" };

        Assert.Empty(Problems(options));
        Assert.Equal(123456789, options.BotId);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("abc:secret")]
    [InlineData("1:sec/ret")]
    [InlineData("99999999999999999999:secret")]
    public void What_is_no_token_is_said_and_never_shown(string token)
    {
        var problem = Assert.Single(Problems(new TelegramOptions { BotToken = token }));

        Assert.StartsWith("TELEGRAM_BOT_TOKEN ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(token, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Webhook_mode_needs_an_address_and_a_secret()
    {
        var problems = Problems(new TelegramOptions { BotToken = "1:a", Mode = TelegramMode.Webhook });

        Assert.Equal(["TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_WEBHOOK_URL"], problems.Select(problem => problem.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://relay.example/telegram/webhook", true)]
    [InlineData("https://relay.example:8443/telegram/webhook", true)]
    [InlineData("https://relay.example:8081/telegram/webhook", false)]
    [InlineData("http://relay.example/telegram/webhook", false)]
    public void Telegram_itself_calls_https_on_four_ports_only(string url, bool good)
    {
        var options = new TelegramOptions { BotToken = "1:a", Mode = TelegramMode.Webhook, WebhookUrl = new Uri(url), WebhookSecret = "0123456789abcdef" };

        Assert.Equal(good, Problems(options).Count == 0);
        options.ApiBase = new Uri("http://127.0.0.1:8090");
        Assert.Empty(Problems(options));
    }

    private static List<string> Problems(TelegramOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.ConvertAll(result => result.ErrorMessage ?? "");
    }
}
