using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Tests.Configuration;

public sealed class SecretFileTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    [Fact]
    public void A_secret_is_read_from_its_file_and_trimmed()
    {
        File.WriteAllText(file, "Host=db;Database=relay\n");

        var configuration = new ConfigurationBuilder().Add(new SecretFiles(Environment("ConnectionStrings__Postgres_FILE", file))).Build();

        Assert.Equal("Host=db;Database=relay", configuration.GetConnectionString("Postgres"));
    }

    [Fact]
    public void A_file_that_is_not_there_stops_the_start_with_a_sentence()
    {
        var failure = Assert.Single(Failures("BOT_TOKEN_FILE", "/nowhere/token"));

        Assert.Equal("BOT_TOKEN should be read from the file /nowhere/token, which cannot be read (BOT_TOKEN_FILE).", failure);
    }

    [Fact]
    public void A_file_that_holds_nothing_is_as_good_as_not_set() =>
        Assert.Equal("BOT_TOKEN is not set.", Assert.Single(Failures("BOT_TOKEN_FILE", file)));

    [Fact]
    public void Files_that_other_programs_name_are_not_our_business()
    {
        File.WriteAllText(file, "token");
        var variables = Environment("BOT_TOKEN_FILE", file);
        variables["SSL_CERT_FILE"] = "/nowhere/cert.pem";

        Assert.Equal("token", Options(variables).Value.Token);
    }

    public void Dispose() => File.Delete(file);

    private static IEnumerable<string> Failures(string name, string path) =>
        Assert.Throws<OptionsValidationException>(() => Options(Environment(name, path)).Value).Failures;

    private static Dictionary<string, string> Environment(string name, string path) => new(StringComparer.Ordinal) { [name] = path };

    private static IOptions<Sample> Options(Dictionary<string, string> variables)
    {
        var files = new SecretFiles(variables);
        var builder = WebApplication.CreateEmptyBuilder(new());
        ((IConfigurationBuilder)builder.Configuration).Add(files);
        builder.Services.AddSingleton(files);
        builder.AddOptionsFromEnvironment<Sample>();
        return builder.Services.BuildServiceProvider().GetRequiredService<IOptions<Sample>>();
    }

    private sealed class Sample
    {
        [Required]
        [Variable("BOT_TOKEN")]
        public string Token { get; set; } = "";
    }
}
