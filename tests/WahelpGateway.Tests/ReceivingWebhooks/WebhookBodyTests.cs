using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Persistence;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.ReceivingWebhooks;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.ReceivingWebhooks;

/// <summary>Bodies in every form that a PHP service may send; an unreadable one becomes a dead letter.</summary>
public sealed class WebhookBodyTests : IAsyncLifetime
{
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly Encoding Windows1251 = CodePagesEncodingProvider.Instance.GetEncoding("windows-1251")!;

    private readonly Webhooks webhooks = new();
    private WebApplication app = null!;
    private HttpClient client = null!;

    private FakeDatabase Database => webhooks.Database;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.AddReceivingWebhooks();
        builder.Services.AddSingleton(FakeWahelp.Options());
        builder.Services.AddSingleton<TimeProvider>(webhooks.Time).AddSingleton<DatabaseRetries>().AddSingleton<Refusals>();
        builder.Services.AddSingleton<IDatabaseReady>(Database);
        builder.Services.AddSingleton(webhooks.Handler).AddSingleton<ILearning>(webhooks.Database);
        builder.Services.AddSingleton<IClientPhones>(webhooks.Directory).AddSingleton(new SpelledPhones("RU"));
        app = builder.Build();
        app.MapReceivingWebhooks();
        await app.StartAsync(TestContext.Current.CancellationToken);
        client = app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("action=channel.message.created&payload%5Bid%5D=5&payload%5Bmessage%5D=%D0%94%D0%B0+%26+no&payload[destination]=from_operator&payload[user][phone]=79991234567")]
    [InlineData("action=channel.message.created&data[0][id]=5&data[0][text]=%D0%94%D0%B0+%26+no&data[0][destination]=operator&data[0][phone]=%2B79991234567")]
    [InlineData(
        """payload={"action":"channel.message.created","payload":{"id":5,"message":"%D0%94%D0%B0 %26 """
            + """no","destination":"from_operator","phone":"%2B79991234567"}}""")]
    [InlineData("""action=channel.message.created&payload={"id":5,"message":"%D0%94%D0%B0 %26 no","destination":"from_operator","phone":"%2B79991234567"}""")]
    public async Task A_form_is_read(string form)
    {
        await PostAsync(Encoding.UTF8.GetBytes(form), Form);

        Assert.Equal("Да & no", Assert.Single(Database.Replies).Text);
    }

    [Theory]
    [InlineData("""{"action":"channel.message.created","payload":"{\"id\":5,\"text\":\"Да\",\"destination\":\"operator\",\"phone\":\"+79991234567\"}"}""")]
    [InlineData("""["{\"id\":5,\"text\":\"Да\",\"destination\":\"operator\",\"phone\":\"+79991234567\"}"]""")]
    [InlineData("""  "{\"id\":5,\"text\":\"Да\",\"destination\":\"operator\",\"phone\":\"+79991234567\"}"  """)]
    public async Task A_payload_that_is_JSON_in_a_string_is_read(string body)
    {
        await PostAsync(Encoding.UTF8.GetBytes(body), "application/json");

        Assert.Equal("Да", Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task Parts_of_a_form_are_read()
    {
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("channel.message.created"), "action" },
            { new StringContent("Да"), "payload[message]" },
            { new StringContent("operator"), "payload[destination]" },
            { new StringContent("+79991234567"), "payload[user][phone]" },
        };

        await PostAsync(await parts.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), parts.Headers.ContentType!.ToString());

        Assert.Equal("Да", Assert.Single(Database.Replies).Text);
    }

    [Fact]
    public async Task The_declared_charset_counts_in_JSON_and_in_forms()
    {
        await PostAsync(Windows1251.GetBytes(Webhooks.Reply("Да", "1")), "application/json; charset=windows-1251");
        await PostAsync(Encoding.ASCII.GetBytes("id=2&text=%C4%E0&destination=operator&phone=79991234567"), Form + "; charset=\"windows-1251\"");
        await PostAsync(Encoding.Unicode.GetBytes(Webhooks.Reply("Да", "3")), "application/json; charset=utf-16");

        Assert.Equal(["Да", "Да", "Да"], Database.Replies.Select(reply => reply.Text));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw-deflate")]
    [InlineData("br")]
    public async Task A_packed_body_is_unpacked(string how)
    {
        await PostAsync(Packed(how, Encoding.UTF8.GetBytes(Webhooks.Reply("Да"))), "application/json", how.Replace("raw-", "", StringComparison.Ordinal));

        Assert.Equal("Да", Assert.Single(Database.Replies).Text);
    }

    public static TheoryData<byte[], string, string?> Unreadable => new()
    {
        { [], "application/json", null },
        { "{\"action\":"u8.ToArray(), "application/json", null },
        { "hello"u8.ToArray(), "text/plain", null },
        { Encoding.UTF8.GetBytes(new string('[', 400_000) + new string(']', 400_000)), "application/json", null },
        { [.. Encoding.UTF8.GetBytes(Webhooks.Reply("@")).Select(b => b == (byte)'@' ? (byte)0xC3 : b)], "application/json", null },
        { Encoding.UTF8.GetBytes(Webhooks.Reply("Да")), "application/json; charset=klingon", null },
        { Encoding.UTF8.GetBytes("text=%C4%E0&destination=operator&phone=79991234567"), Form, null },
        { Encoding.UTF8.GetBytes(Webhooks.Reply("Да")), "application/json", "gzip" },
        { Encoding.UTF8.GetBytes(Webhooks.Reply("Да")), "application/json", "zstd" },
        { Packed("gzip", new byte[2 * 1024 * 1024]), "application/json", "gzip" },
        { "--x\r\nbroken"u8.ToArray(), "multipart/form-data; boundary=x", null },
        { "--x\r\nbroken"u8.ToArray(), "multipart/form-data", null },
        { Encoding.UTF8.GetBytes("""{"action":"channel.message.created","payload":"garbage"}"""), "application/json", null },
        { Encoding.UTF8.GetBytes(Webhooks.Reply("\ufffd\ufffd")), "application/json", null },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_kept_and_the_owner_told_once_an_hour(byte[] body, string type, string? encoding)
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, type, encoding));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(body, type, encoding));

        Assert.Empty(Database.Replies);
        Assert.NotNull(Assert.Single(Database.Accepted).Dead);
        Assert.Single(Database.Told.Select(notice => (notice.Cause, notice.Subject, notice.Since)).Distinct());
        webhooks.Time.Advance(TimeSpan.FromHours(1));
        await PostAsync(body, type, encoding);
        Assert.Equal(2, Database.Told.Select(notice => (notice.Cause, notice.Subject, notice.Since)).Distinct().Count());
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        await PostAsync([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Webhooks.Reply("Да"))], "application/json");

        Assert.Equal("Да", Assert.Single(Database.Replies).Text);
    }

    private static byte[] Packed(string how, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (Stream packing = how switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            "raw-deflate" => new DeflateStream(packed, CompressionLevel.Fastest),
            _ => new BrotliStream(packed, CompressionLevel.Fastest),
        })
        {
            packing.Write(bytes);
        }

        return packed.ToArray();
    }

    private async Task<HttpStatusCode> PostAsync(byte[] body, string type, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await client.PostAsync("/wahelp/webhook?token=webhook-token-of-the-tests", content, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
