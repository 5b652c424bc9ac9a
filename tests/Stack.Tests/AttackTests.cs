using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.Stack.Tests;

/// <summary>Attacks through the only port that is open to the internet.</summary>
[Collection(OneStack.Name)]
public sealed class AttackTests(ComposeStack stack)
{
    /// <summary>Replaces the gateway's token.</summary>
    private const string Token = "TOKEN";
    private const string Event = """{"action":"nothing-of-ours"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task Fifteen_hundred_calls_whose_bodies_never_come_keep_no_webhook_out_and_end()
    {
        stack.MustRun();
        var silent = await Task.WhenAll(Enumerable.Range(0, 1_500).Select(_ => CallSilentlyAsync()));
        try
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync($"?token={Token}"));
            await Task.WhenAll(silent.Select(EndAsync));
            Assert.Equal(HttpStatusCode.OK, await CallAsync($"?token={Token}"));
        }
        finally
        {
            Array.ForEach(silent, socket => socket.Dispose());
        }

        Assert.Equal(HttpStatusCode.OK, await CallAsync($"?token={Token}"));
    }

    [Theory]
    [InlineData($"?token={Token}", null, HttpStatusCode.OK)]
    [InlineData($"?x=1&token={Token}", "wrong", HttpStatusCode.OK)]
    [InlineData("", Token, HttpStatusCode.OK)]
    [InlineData("?x=1", Token, HttpStatusCode.OK)]
    [InlineData("?token=wrong", Token, HttpStatusCode.Unauthorized)]
    [InlineData("?token=a%0D%0AX-Wahelp-T:%20b", null, HttpStatusCode.Unauthorized)]
    [InlineData("", null, HttpStatusCode.Unauthorized)]
    public async Task A_webhooks_token_counts_from_the_query_and_where_there_is_none_from_the_header(string query, string? header, HttpStatusCode expected)
    {
        stack.MustRun();
        Assert.Equal(expected, await CallAsync(query, header));
    }

    [Fact]
    public async Task A_body_over_a_mebibyte_is_refused_and_whoever_calls_next_is_answered()
    {
        stack.MustRun();
        for (var i = 0; i < 20; i++) // whoever refuses it, the answer is the same
        {
            using var body = new ByteArrayContent(Enumerable.Repeat((byte)' ', (1024 * 1024) + 1).ToArray());
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await CallAsync($"?token={Token}", content: body));
        }

        Assert.Equal(HttpStatusCode.OK, await CallAsync($"?token={Token}"));
    }

    private async Task<HttpStatusCode> CallAsync(string query, string? header = null, HttpContent? content = null)
    {
        var token = await stack.SecretAsync("wahelp-gateway/wahelp_webhook_token");
        Assert.NotEmpty(token);
        using var http = new HttpClient { BaseAddress = stack.Web, Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/wahelp/webhook" + query.Replace(Token, token, StringComparison.Ordinal))
        { Content = content ?? new StringContent(Event) };
        if (header is not null)
        {
            request.Headers.Add("X-Wahelp-Token", header == Token ? token : header);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private async Task<Socket> CallSilentlyAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(stack.Web.Host, stack.Web.Port, TestContext.Current.CancellationToken);
        await socket.SendAsync(
            Encoding.ASCII.GetBytes("POST /wahelp/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Until the other side has closed it.</summary>
    private static async Task EndAsync(Socket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], patience.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Closed, too.
        }
    }
}
