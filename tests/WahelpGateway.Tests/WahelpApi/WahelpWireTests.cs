using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.Tests.Fakes;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Tests.WahelpApi;

/// <summary>On real sockets: a second copy depends on whether anything may have been sent.</summary>
public sealed class WahelpWireTests
{
    [Theory]
    [InlineData("http://relay.invalid")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Without_a_connection_nothing_was_sent(string address)
    {
        using var adapter = Adapter(address);

        Assert.Equal(new SendOutcome.NothingSent("no_connection"), WahelpOutcomes.Map(await adapter.SendAsync()));
    }

    [Fact]
    public async Task Without_TLS_nothing_was_sent()
    {
        using var server = new Server(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var adapter = Adapter(server.Address.Replace("http:", "https:", StringComparison.Ordinal));

        Assert.Equal(new SendOutcome.NothingSent("no_connection"), WahelpOutcomes.Map(await adapter.SendAsync()));
    }

    [Fact]
    public async Task A_connection_that_ends_after_the_request_leaves_it_unanswered()
    {
        using var server = new Server(_ => "");
        using var adapter = Adapter(server.Address);

        Assert.Equal(new SendOutcome.Unanswered(), WahelpOutcomes.Map(await adapter.SendAsync()));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_kept_connection_that_ends_after_the_request_leaves_it_unanswered_and_is_not_silently_repeated()
    {
        using var server = new Server(request => request == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"data\":{}}" : "");
        using var adapter = Adapter(server.Address);

        Assert.Equal(200, (await adapter.SendAsync()).Status);
        Assert.Equal(new SendOutcome.Unanswered(), WahelpOutcomes.Map(await adapter.SendAsync()));
        Assert.Equal(2, server.Requests);
    }

    [Fact]
    public async Task An_answer_cut_short_leaves_it_unanswered()
    {
        using var server = new Server(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"success\":");
        using var adapter = Adapter(server.Address);

        Assert.Equal(new SendOutcome.Unanswered(), WahelpOutcomes.Map(await adapter.SendAsync()));
    }

    [Fact]
    public async Task Silence_ends_after_15_seconds_unanswered()
    {
        var time = new FakeTimeProvider();
        using var server = new Server(_ => null);
        using var adapter = Adapter(server.Address, time);

        var sending = adapter.SendAsync();
        await server.FirstRequest;
        time.Advance(WahelpHttp.Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(sending.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(new SendOutcome.Unanswered(), WahelpOutcomes.Map(await sending));
    }

    [Fact]
    public async Task Silence_of_the_log_in_is_nothing_sent()
    {
        var time = new FakeTimeProvider();
        using var server = new Server(_ => null);
        using var adapter = new Adapter(new SocketsHttpHandler(), FakeWahelp.Options(options => options.ApiBase = new Uri(server.Address)), time);

        var sending = adapter.SendAsync();
        await server.FirstRequest;
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(new SendOutcome.NothingSent("login_unanswered"), WahelpOutcomes.Map(await sending));
    }

    private static Adapter Adapter(string address, TimeProvider? time = null) => new(
        new SocketsHttpHandler(),
        FakeWahelp.Options(options => (options.ApiBase, options.AccessToken, options.Login, options.Password) = (new Uri(address), "ready", "", "")),
        time);

    /// <summary>Reads requests and answers each as configured: an empty answer closes the connection, null stays silent.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<TcpClient> clients = [];
        private int requests;

        public Server(Func<int, string?> answer)
        {
            listener.Start();
            _ = AcceptAsync(answer);
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        public int Requests => requests;

        public Task FirstRequest => first.Task;

        public void Dispose()
        {
            listener.Dispose();
            clients.ForEach(client => client.Dispose());
        }

        private async Task AcceptAsync(Func<int, string?> answer)
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                clients.Add(client);
                _ = ServeAsync(client, answer);
            }
        }

        private async Task ServeAsync(TcpClient client, Func<int, string?> answer)
        {
            var stream = client.GetStream();
            var buffer = new byte[16 * 1024];
            var seen = "";
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                seen += Encoding.UTF8.GetString(buffer, 0, read);
                if (!seen.EndsWith('}') && seen.StartsWith('P'))
                {
                    continue; // the JSON body is the end of a request; anything but a POST is not HTTP here
                }

                seen = "";
                var said = answer(Interlocked.Increment(ref requests));
                first.TrySetResult();
                if (said is null)
                {
                    continue;
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes(said));
                if (said.Length == 0 || said.Contains("Content-Length: 500", StringComparison.Ordinal))
                {
                    client.Dispose();
                    return;
                }
            }
        }
    }
}
