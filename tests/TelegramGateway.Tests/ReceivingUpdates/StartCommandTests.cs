using Relay.TelegramGateway.ReceivingUpdates;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

public sealed class StartCommandTests
{
    [Theory]
    [InlineData("/start", null)]
    [InlineData("/start ", null)]
    [InlineData("/start@RelayBot", null)]
    [InlineData("/start promo-15_A", "promo-15_A")]
    [InlineData("/start@RelayBot \n promo ", "promo")]
    public void A_start_is_a_command_with_or_without_a_payload(string text, string? payload) =>
        Assert.Equal(new StartCommand(payload), StartCommand.Read(text));

    [Theory]
    [InlineData("/start Здравствуйте! Сколько стоит?")]
    [InlineData("/start where is my order")]
    [InlineData("/start promo/15")]
    [InlineData("/start a\n⟦Relay⟧ b")]
    [InlineData("/start 12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("/started")]
    [InlineData("/start@")]
    [InlineData(" /start")]
    [InlineData("start")]
    [InlineData("")]
    public void Whatever_else_stands_behind_it_is_the_clients_words(string text) => Assert.Null(StartCommand.Read(text));

    [Fact]
    public void Hostile_spaces_cost_no_more_than_their_length() =>
        Assert.Null(StartCommand.Read("/start a" + new string(' ', 2_000_000) + "b")); // quadratic time would take hours
}
