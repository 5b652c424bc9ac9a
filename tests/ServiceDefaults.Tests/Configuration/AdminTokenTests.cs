using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Relay.ServiceDefaults.Configuration;

namespace Relay.ServiceDefaults.Tests.Configuration;

public class AdminTokenTests
{
    private const string Token = "123456789012345678901234";

    [Fact]
    public void A_token_that_can_be_guessed_is_refused_at_start_without_being_shown()
    {
        var problem = Assert.Single(Problems(("RELAY_ADMIN_TOKEN", Token[..^1])));

        Assert.StartsWith("RELAY_ADMIN_TOKEN is shorter than 24 characters", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Token[..^1], problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_or_its_hash_is_taken_and_neither_too() =>
        Assert.Empty(Problems().Concat(Problems(("RELAY_ADMIN_TOKEN", Token))).Concat(Problems(("RELAY_ADMIN_TOKEN_HASH", HashOf(Token)))));

    [Fact]
    public void Token_and_hash_together_are_refused() =>
        Assert.Contains("both set", Assert.Single(Problems(("RELAY_ADMIN_TOKEN", Token), ("RELAY_ADMIN_TOKEN_HASH", HashOf(Token)))), StringComparison.Ordinal);

    [Fact]
    public void A_hash_that_is_none_is_refused() =>
        Assert.StartsWith("RELAY_ADMIN_TOKEN_HASH is not a SHA-256", Assert.Single(Problems(("RELAY_ADMIN_TOKEN_HASH", Token))), StringComparison.Ordinal);

    internal static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static IReadOnlyList<string> Problems(params (string Name, string Value)[] variables)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:RabbitMq"] = "amqp://127.0.0.1/";
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=127.0.0.1;Database=none";
        foreach (var (name, value) in variables)
        {
            builder.Configuration[name] = value;
        }

        builder.AddServiceDefaults("tested", port: 0, managementPort: 0);
        using IHost app = builder.Build();
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException error)
        {
            return [.. error.Failures];
        }
    }
}
