using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Delivery.Inspecting;
using Relay.Delivery.Messages;
using Relay.Delivery.Tables;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Inspecting;

/// <summary>The output of the management port for a terminal, with clients' and managers' texts.</summary>
public sealed class InspectingTests : DeliveryTest
{
    private const string Token = "the-administration-token-of-this-service";
    private const string Phone = "+79990000001";

    /// <summary>Terminal escapes of one byte and of two, a bell, a line end, and a direction mark.</summary>
    private const string Commands = "\u001b[2J \u009b31m \a \r \u202e \u2066 \u200f";

    [Fact]
    public async Task Status_shows_signs_that_command_a_terminal_as_dots()
    {
        await InsertAsync("accepted", MessageJson.Write(new Letter { Text = "client " + Commands + "\n  in   forged" }));
        await InsertAsync("delivery", MessageJson.Write(new Letter { Text = "manager " + Commands }));
        await using var service = await ServeAsync();

        var words = await StatusAsync(service);

        AssertHarmless(words);
        Assert.Contains("«client ·[2J", words, StringComparison.Ordinal);
        Assert.Contains("«manager ·[2J", words, StringComparison.Ordinal);
        Assert.Equal(3, words.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("""{"text":5}""")]
    [InlineData("""{"text":"\u0000"}""")]
    [InlineData("""{"text":"\ud800"}""")]
    public async Task Status_is_answered_whatever_a_stored_body_holds(string body)
    {
        await InsertAsync("accepted", body);
        await InsertAsync("accepted", null);
        await InsertAsync("delivery", body);
        await InsertAsync("delivery", MessageJson.Write(new Letter { Text = new string('я', 39) + "😀 and the rest" }));
        await using var service = await ServeAsync();

        var words = await StatusAsync(service);

        Assert.Equal(5, words.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains($"«{new string('я', 39)}»", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_show_signs_that_command_a_terminal_as_dots_and_have_a_line_each()
    {
        await using (var insert = Database.Source.CreateCommand(
            "INSERT INTO dead (at, source, reason, raw) VALUES (now(), @words, @words, @words) RETURNING id"))
        {
            insert.Parameters.Add(new("words", "unknown " + Commands + "\n forged"));
            await insert.ExecuteScalarAsync();
        }

        await using var service = await ServeAsync();
        using var admin = Admin(service);
        var list = await admin.GetStringAsync("/dead");
        var letter = await admin.GetStringAsync($"/dead/{list.Trim().Split(' ')[0]}");

        AssertHarmless(list);
        AssertHarmless(letter);
        Assert.Single(list.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("\nunknown ·[2J", letter, StringComparison.Ordinal);
    }

    private static void AssertHarmless(string words) =>
        Assert.DoesNotContain(words, c => (char.IsControl(c) && c != '\n') || c is '\u200f' or '\u202e' or '\u2066');

    private async Task InsertAsync(string table, string? body)
    {
        await Database.ExecuteAsync($"INSERT INTO lane (key, party) VALUES ('to:{Phone}', '{Phone}') ON CONFLICT DO NOTHING");
        await using var insert = Database.Source.CreateCommand(table == "accepted"
            ? $"INSERT INTO accepted (message_id, lane, type, body, accepted_at, publishes) VALUES (gen_random_uuid(), 'to:{Phone}', 'Letter', @body, now(), 1)"
            : $"""
               INSERT INTO delivery (message_id, lane, number, previous, type, body, local, state, attempt, unanswered, refused, parts_done, maybe_duplicate,
                   received_at)
               VALUES (gen_random_uuid(), 'to:{Phone}', 1, 0, 'Letter', @body, false, 'pending', 0, 0, 0, 0, false, now())
               """);
        insert.Parameters.Add(new NpgsqlParameter<string?>("body", body));
        await insert.ExecuteNonQueryAsync();
    }

    private async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["URLS"] = builder.Configuration["MANAGEMENT_URL"] = "http://127.0.0.1:0";
        builder.Configuration["ConnectionStrings:RabbitMq"] = "amqp://127.0.0.1:1/";
        builder.Configuration["ConnectionStrings:Postgres"] = Database.ConnectionString;
        builder.Configuration["RELAY_ADMIN_TOKEN"] = Token;
        builder.AddServiceDefaults("inspected", port: 0, managementPort: 0);
        builder.AddDatabase<DeliveryDbContext>();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Inspection>().AddSingleton<IBusSender>(Bus).RemoveAll<IHostedService>();
        var service = builder.Build();
        service.MapServiceDefaults();
        service.MapInspection();
        await service.StartAsync();
        return service;
    }

    private static HttpClient Admin(WebApplication service)
    {
        var admin = new HttpClient { BaseAddress = new Uri(service.Urls.Last()) };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        admin.DefaultRequestHeaders.Accept.ParseAdd("text/plain");
        return admin;
    }

    private static async Task<string> StatusAsync(WebApplication service)
    {
        using var admin = Admin(service);
        using var answer = await admin.PostAsJsonAsync("/status", new WhoseStatus(Phone, []));
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }
}
