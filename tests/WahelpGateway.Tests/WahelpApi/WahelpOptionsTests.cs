using System.ComponentModel.DataAnnotations;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

public sealed class WahelpOptionsTests
{
    [Fact]
    public void An_account_or_a_token_is_enough()
    {
        Assert.Empty(Problems(_ => { }));
        Assert.Empty(Problems(options => options.OperatorDirections = ["from_*"]));
        Assert.Empty(Problems(options => (options.ProfileName, options.SendDestination) = ("send_message", "from")));
        Assert.Empty(Problems(options => (options.Login, options.Password, options.AccessToken) = ("", "", "ready")));
    }

    [Fact]
    public void What_is_missing_is_said_with_what_to_set()
    {
        Assert.Contains(
            "WAHELP_LOGIN and WAHELP_PASSWORD, or WAHELP_ACCESS_TOKEN", Single(options => (options.Login, options.Password) = ("", "")),
            StringComparison.Ordinal);
        Assert.Contains("belong together", Single(options => options.Password = ""), StringComparison.Ordinal);
        Assert.Contains("WAHELP_API_BASE", Single(options => options.ApiBase = new Uri("ftp://wahelp.ru")), StringComparison.Ordinal);
        Assert.Contains("must be messages", Single(options => options.ProfileName = "sendmessage"), StringComparison.Ordinal);
        Assert.Contains(
            "WAHELP_WEBHOOK_TOKEN is shorter than 24 characters", Single(options => options.WebhookToken = new string('a', 23)), StringComparison.Ordinal);
        Assert.Contains(
            "WAHELP_SEND_DESTINATION must be from", Single(options => (options.ProfileName, options.SendDestination) = ("send_message", "comment")),
            StringComparison.Ordinal);
        Assert.Contains(
            "WAHELP_SEND_DESTINATION belongs to WAHELP_API_PROFILE=send_message", Single(options => options.SendDestination = "from"),
            StringComparison.Ordinal);
        Assert.Contains("covers a direction", Single(options => options.IgnoredDirections = ["OPERATOR"]), StringComparison.Ordinal);
        Assert.Contains("covers a direction", Single(options => options.IgnoredDirections = ["from_*"]), StringComparison.Ordinal);
        Assert.Contains(
            "WAHELP_OPERATOR_DIRECTIONS holds a * that stands for every", Single(options => options.OperatorDirections = ["*"]), StringComparison.Ordinal);
        Assert.Contains(
            "WAHELP_IGNORED_DIRECTIONS holds a * that is not at the end", Single(options => options.IgnoredDirections = ["*_client"]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Europe/Moscow", 3)]
    [InlineData("+05:30", 5.5)]
    [InlineData("-03:00", -3)]
    public void A_time_zone_is_a_name_or_an_offset(string name, double hours)
    {
        Assert.Empty(Problems(options => options.TimeZone = name));
        Assert.Equal(
            TimeSpan.FromHours(hours), FakeWahelp.Options(options => options.TimeZone = name).Zone.GetUtcOffset(DateTimeOffset.UnixEpoch.AddYears(50)));
    }

    [Theory]
    [InlineData("Moscow time")]
    [InlineData("+25:00")]
    [InlineData("3")]
    public void Another_time_zone_is_refused_with_a_sentence(string name) =>
        Assert.Contains("WAHELP_TIME_ZONE", Single(options => options.TimeZone = name), StringComparison.Ordinal);

    [Theory]
    [InlineData(nameof(WahelpOptions.ProjectId))]
    [InlineData(nameof(WahelpOptions.ChannelUuid))]
    [InlineData(nameof(WahelpOptions.WebhookToken))]
    public void What_has_no_default_is_required(string property) =>
        Assert.NotEmpty(Problems(options => typeof(WahelpOptions).GetProperty(property)!.SetValue(options, "")));

    private static string Single(Action<WahelpOptions> change) => Assert.Single(Problems(change)).ErrorMessage!;

    private static List<ValidationResult> Problems(Action<WahelpOptions> change)
    {
        var options = FakeWahelp.Options(change);
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems;
    }
}
