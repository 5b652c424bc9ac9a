using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending;
using Relay.TelegramGateway.TelegramApi;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.TelegramApi;

/// <summary>Over real sockets: only there is it known what was sent.</summary>
public sealed class TelegramMessagesTests
{
    private const string Accepted = """{"ok":true,"result":{"message_id":7,"something":{"new":[1]}}}""";

    [Fact]
    public async Task An_accepted_text_brings_its_id_within_the_chat()
    {
        await using var telegram = await FakeTelegram.StartAsync();
        telegram.Answer("sendMessage", 200, Accepted);

        var outcome = await SendAsync(telegram.Options, new TelegramText(501, "Здравствуйте <b>&"));

        Assert.Equal(new SendOutcome.Delivered("501:7"), outcome);
        var body = Assert.Single(telegram.Calls).Body;
        Assert.Equal("""{"chat_id":501,"text":"Здравствуйте <b>&"}""", System.Text.RegularExpressions.Regex.Unescape(body.GetRawText()));
    }

    [Fact]
    public async Task The_contact_button_comes_and_goes()
    {
        await using var telegram = await FakeTelegram.StartAsync();
        telegram.Answer("sendMessage", 200, Accepted).Answer("sendMessage", 200, Accepted);

        await SendAsync(telegram.Options, new TelegramText(501, "?", TelegramKeyboard.AskContact, "My number"));
        await SendAsync(telegram.Options, new TelegramText(501, "!", TelegramKeyboard.Remove));

        Assert.Equal(
            [
                """{"keyboard":[[{"text":"My number","request_contact":true}]],"resize_keyboard":true,"one_time_keyboard":true}""",
                """{"remove_keyboard":true}""",
            ],
            telegram.Calls.Select(call => call.Body.GetProperty("reply_markup").GetRawText()));
    }

    [Fact]
    public async Task A_flood_wait_is_told_and_not_slept_through()
    {
        await using var telegram = await FakeTelegram.StartAsync();
        telegram.Answer("sendMessage", 429, """{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":30}}""");

        Assert.Equal(new SendOutcome.RateLimited(TimeSpan.FromSeconds(30)), await SendAsync(telegram.Options, new TelegramText(501, "x")));
    }

    [Fact]
    public async Task A_refused_connection_sent_nothing()
    {
        Assert.Equal(new SendOutcome.NothingSent("no_connection"), await SendAsync(At($"http://127.0.0.1:{FreePort()}"), new TelegramText(501, "x")));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_sent_nothing()
    {
        Assert.IsType<SendOutcome.NothingSent>(await SendAsync(At("http://telegram.invalid"), new TelegramText(501, "x")));
    }

    [Fact]
    public async Task A_failed_handshake_sent_nothing()
    {
        using var server = new RawServer(async socket =>
        {
            await socket.ReceiveAsync(new byte[1]);
            await socket.SendAsync("no TLS here"u8.ToArray());
        });

        Assert.Equal(new SendOutcome.NothingSent("no_tls"), await SendAsync(At($"https://127.0.0.1:{server.Port}"), new TelegramText(501, "x")));
    }

    [Fact]
    public async Task A_proxy_that_refuses_sent_nothing()
    {
        using var proxy = new RawServer(async socket =>
        {
            await RawServer.ReadRequestAsync(socket);
            await socket.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        });
        var options = At("https://api.telegram.invalid");
        options.Proxy = new Uri($"http://user:pass@127.0.0.1:{proxy.Port}");

        Assert.IsType<SendOutcome.NothingSent>(await SendAsync(options, new TelegramText(501, "x")));
    }

    [Fact]
    public async Task A_connection_cut_after_the_request_is_unanswered()
    {
        using var server = new RawServer(RawServer.ReadRequestAsync);

        Assert.IsType<SendOutcome.Unanswered>(await SendAsync(At($"http://127.0.0.1:{server.Port}"), new TelegramText(501, "x")));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_kept_connection_that_is_cut_is_not_tried_again()
    {
        using var server = new RawServer(async socket =>
        {
            await RawServer.ReadRequestAsync(socket);
            await socket.SendAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Accepted.Length}\r\n\r\n{Accepted}"));
            await RawServer.ReadRequestAsync(socket);
        });
        using var connection = new TelegramConnection(At($"http://127.0.0.1:{server.Port}"));
        var messages = new TelegramMessages(connection, TimeProvider.System);

        Assert.IsType<SendOutcome.Delivered>(await messages.SendAsync(new TelegramText(501, "1"), TestContext.Current.CancellationToken));
        Assert.IsType<SendOutcome.Unanswered>(await messages.SendAsync(new TelegramText(501, "2"), TestContext.Current.CancellationToken));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task An_answer_cut_in_the_middle_is_unanswered()
    {
        using var server = new RawServer(async socket =>
        {
            await RawServer.ReadRequestAsync(socket);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ok\":true,"u8.ToArray());
        });

        Assert.IsType<SendOutcome.Unanswered>(await SendAsync(At($"http://127.0.0.1:{server.Port}"), new TelegramText(501, "x")));
    }

    [Fact]
    public async Task Silence_ends_within_15_seconds_and_is_unanswered()
    {
        var time = new FakeTimeProvider();
        var reached = new TaskCompletionSource();
        await using var telegram = await FakeTelegram.StartAsync();
        telegram.Answer("sendMessage", async http =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var connection = new TelegramConnection(telegram.Options);
        var sending = new TelegramMessages(connection, time).SendAsync(new TelegramText(501, "x"), TestContext.Current.CancellationToken);
        await reached.Task;

        time.Advance(TimeSpan.FromSeconds(13));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.IsType<SendOutcome.Unanswered>(await sending);
    }

    [Fact]
    public async Task A_lone_surrogate_does_not_stop_a_text()
    {
        await using var telegram = await FakeTelegram.StartAsync();
        telegram.Answer("sendMessage", 200, Accepted);

        Assert.IsType<SendOutcome.Delivered>(await SendAsync(telegram.Options, new TelegramText(501, "a\ud83d b")));
        Assert.Equal("a\uFFFD b", Assert.Single(telegram.Calls).Body.GetProperty("text").GetString());
    }

    private static async Task<SendOutcome> SendAsync(TelegramOptions options, TelegramText text)
    {
        using var connection = new TelegramConnection(options);
        return await new TelegramMessages(connection, TimeProvider.System).SendAsync(text, TestContext.Current.CancellationToken);
    }

    private static TelegramOptions At(string address) => new() { BotToken = FakeTelegram.Token, ApiBase = new Uri(address) };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Serves each connection with a script, then closes it.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private int connections;

        public RawServer(Func<Socket, Task> serve)
        {
            listener.Start();
            _ = AcceptAsync(serve);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Connections => connections;

        public static async Task ReadRequestAsync(Socket socket)
        {
            var text = "";
            var buffer = new byte[16 * 1024];
            while (!IsWhole(text))
            {
                var read = await socket.ReceiveAsync(buffer);
                if (read == 0)
                {
                    return;
                }

                text += Encoding.UTF8.GetString(buffer, 0, read);
            }
        }

        public void Dispose() => listener.Dispose();

        private static bool IsWhole(string text) =>
            text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var head and >= 0
            && (text.StartsWith("CONNECT", StringComparison.Ordinal)
                || text.Length - head - 4 >= int.Parse(System.Text.RegularExpressions.Regex.Match(text, "Content-Length: ([0-9]+)").Groups[1].Value));

        private async Task AcceptAsync(Func<Socket, Task> serve)
        {
            while (true)
            {
                Socket socket;
                try
                {
                    socket = await listener.AcceptSocketAsync();
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    return;
                }

                Interlocked.Increment(ref connections);
                _ = Task.Run(async () =>
                {
                    using (socket)
                    {
                        await serve(socket);
                    }
                });
            }
        }
    }
}
