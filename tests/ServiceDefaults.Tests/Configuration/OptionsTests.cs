using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Tests.Configuration;

public class OptionsTests
{
    [Fact]
    public void Values_of_all_kinds_are_read()
    {
        var options = Read(
            ("SAMPLE_SECRET", "s3cret"),
            ("SAMPLE_COUNT", "7"),
            ("SAMPLE_RATE", "2.5"),
            ("SAMPLE_POLICY", "at-most-once"),
            ("SAMPLE_LIST", "one, two,,three "),
            ("SAMPLE_ADDRESS", "https://example.org/x"),
            ("SAMPLE_OPTIONAL", "-100123"));

        Assert.Equal("s3cret", options.Secret);
        Assert.Equal(7, options.Count);
        Assert.Equal(2.5, options.Rate);
        Assert.Equal(SamplePolicy.AtMostOnce, options.Policy);
        Assert.Equal(["one", "two", "three"], options.List);
        Assert.Equal(new Uri("https://example.org/x"), options.Address);
        Assert.Equal(-100123, options.Optional);
    }

    [Fact]
    public void Variables_that_are_empty_are_as_good_as_not_set()
    {
        var options = Read(("SAMPLE_SECRET", "s3cret"), ("SAMPLE_COUNT", ""), ("SAMPLE_POLICY", ""), ("SAMPLE_OPTIONAL", ""));

        Assert.Equal(3, options.Count);
        Assert.Equal(SamplePolicy.AtLeastOnce, options.Policy);
        Assert.Null(options.Optional);
    }

    [Fact]
    public void A_missing_variable_is_named_with_what_to_set()
    {
        var failure = Assert.Single(Failures());

        Assert.Equal("SAMPLE_SECRET is not set. Ask @BotFather for it.", failure);
    }

    [Theory]
    [InlineData("SAMPLE_COUNT", "many-secrets", "SAMPLE_COUNT must be a whole number.")]
    [InlineData("SAMPLE_COUNT", "2000", "SAMPLE_COUNT must be between 1 and 1000.")]
    [InlineData("SAMPLE_RATE", "NaN", "SAMPLE_RATE must be a number.")]
    [InlineData("SAMPLE_POLICY", "sometimes", "SAMPLE_POLICY must be one of at-least-once, at-most-once.")]
    [InlineData("SAMPLE_POLICY", "1", "SAMPLE_POLICY must be one of at-least-once, at-most-once.")]
    [InlineData("SAMPLE_ADDRESS", "example.org", "SAMPLE_ADDRESS must be a complete address (https://…).")]
    public void A_wrong_variable_is_named_without_its_value(string variable, string value, string sentence)
    {
        var failure = Assert.Single(Failures(("SAMPLE_SECRET", "s3cret"), (variable, value)));

        Assert.Equal(sentence, failure);
        Assert.DoesNotContain(
            value, failure.Replace("1000", "", StringComparison.Ordinal).Replace("1 and", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once() =>
        Assert.Equal(3, Failures(("SAMPLE_COUNT", "x"), ("SAMPLE_RATE", "x")).Count());

    [Theory]
    [InlineData("amqp://localhost", false, "localhost", 5672, "/", "guest", "guest")]
    [InlineData("amqp://u:p@h:1/", false, "h", 1, "/", "u", "p")]
    [InlineData("amqp://u:p@h:1/%2F", false, "h", 1, "/", "u", "p")]
    [InlineData("amqps://us%40er:p%2Fa%3Ass@mq.example/relay%2Fone", true, "mq.example", 5671, "relay/one", "us@er", "p/a:ss")]
    public void A_broker_address_is_taken_apart(string text, bool tls, string host, int port, string vhost, string user, string password)
    {
        Assert.True(Relay.ServiceDefaults.Configuration.BrokerAddress.TryParse(text, out var address));
        Assert.Equal(new(tls, host, (ushort)port, vhost, user, password), address);
    }

    [Theory]
    [InlineData("ConnectionStrings:RabbitMq", "localhost:5672", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "http://localhost", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://relay:p@ss#1@127.0.0.1:5672/relay", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://relay:p?ss@127.0.0.1:5672/relay", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://relay:5?s@127.0.0.1:5672/relay", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://relay:p/ss@127.0.0.1:5672/relay", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://relay:p%ss@127.0.0.1:5672/relay", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://relay:p[ss@127.0.0.1:5672/relay", "ConnectionStrings__RabbitMq is not a broker address.")]
    [InlineData("ConnectionStrings:Postgres", "postgres://localhost", "ConnectionStrings__Postgres is not an Npgsql connection string")]
    [InlineData("ConnectionStrings:Postgres", "Host=localhost", "ConnectionStrings__Postgres is not an Npgsql connection string")]
    [InlineData("PHONE_REGION", "Russia", "PHONE_REGION is not a country code.")]
    [InlineData("RELAY_TIME_ZONE", "Moscow", "RELAY_TIME_ZONE is not a time zone that this machine knows. Set it to an IANA name")]
    [InlineData("RELAY_TIME_ZONE", "../../etc/passwd", "RELAY_TIME_ZONE is not a time zone that this machine knows.")]
    [InlineData("RELAY_LANGUAGE", "fr", "RELAY_LANGUAGE must be one of ru, en.")]
    public void What_all_services_are_told_is_checked(string key, string value, string sentence)
    {
        var failures = Failures<RelayOptions>(
            ("ConnectionStrings:RabbitMq", "amqp://localhost"), ("ConnectionStrings:Postgres", "Host=localhost;Database=x"), (key, value));

        var failure = Assert.Single(failures);
        Assert.StartsWith(sentence, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("ss@", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru")]
    [InlineData("Ru ")]
    [InlineData("RU")]
    public void A_country_is_known_in_any_case_of_letters(string region)
    {
        var options = Options<RelayOptions>(
            [("ConnectionStrings:RabbitMq", "amqp://localhost"), ("ConnectionStrings:Postgres", "Host=localhost;Database=x"), ("PHONE_REGION", region)]).Value;

        Assert.Equal("RU", options.PhoneRegion);
    }

    private static Sample Read(params (string Key, string Value)[] variables) => Options<Sample>(variables).Value;

    private static IEnumerable<string> Failures(params (string Key, string Value)[] variables) => Failures<Sample>(variables);

    private static IEnumerable<string> Failures<TOptions>(params (string Key, string Value)[] variables)
        where TOptions : class, new() =>
        Assert.Throws<OptionsValidationException>(() => Options<TOptions>(variables).Value).Failures;

    private static IOptions<TOptions> Options<TOptions>((string Key, string Value)[] variables)
        where TOptions : class, new()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        foreach (var (key, value) in variables)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton(new SecretFiles(new Dictionary<string, string>()));
        builder.AddOptionsFromEnvironment<TOptions>();
        return builder.Services.BuildServiceProvider().GetRequiredService<IOptions<TOptions>>();
    }

    private sealed class Sample
    {
        [Required]
        [Variable("SAMPLE_SECRET", Hint = "Ask @BotFather for it.")]
        public string Secret { get; set; } = "";

        [Range(1, 1000)]
        [Variable("SAMPLE_COUNT")]
        public int Count { get; set; } = 3;

        [Variable("SAMPLE_RATE")]
        public double Rate { get; set; }

        [Variable("SAMPLE_POLICY")]
        public SamplePolicy Policy { get; set; }

        [Variable("SAMPLE_LIST")]
        public IReadOnlyList<string> List { get; set; } = [];

        [Variable("SAMPLE_ADDRESS")]
        public Uri? Address { get; set; }

        [Variable("SAMPLE_OPTIONAL")]
        public long? Optional { get; set; }
    }

    private enum SamplePolicy
    {
        AtLeastOnce,
        AtMostOnce,
    }
}
