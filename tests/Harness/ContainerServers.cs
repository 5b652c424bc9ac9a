using System.Net;
using System.Net.Sockets;
using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Relay.Harness;

/// <summary>Servers in containers; Testcontainers removes them when the test process ends.</summary>
public static class ContainerServers
{
    /// <summary>Whether a Docker engine answers a ping at DOCKER_HOST or its usual socket.</summary>
    public static async Task<bool> DockerAnswersAsync()
    {
        var host = new Uri(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } set ? set : "unix:///var/run/docker.sock");
        EndPoint engine = host.Scheme == "unix" ? new UnixDomainSocketEndPoint(host.AbsolutePath) : new DnsEndPoint(host.Host, host.Port);
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = engine is UnixDomainSocketEndPoint
                    ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                    : new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(engine, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            using var answer = await http.GetAsync(new Uri("http://docker/_ping"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    internal static async Task<Servers> StartAsync()
    {
        var rabbitMq = new RabbitMqBuilder("rabbitmq:4.1").Build();
        var postgres = new PostgreSqlBuilder("postgres:17").WithCommand("-c", "max_connections=400").Build();
        await Task.WhenAll(rabbitMq.StartAsync(), postgres.StartAsync());
        var uri = new Uri(rabbitMq.GetConnectionString());
        return new Servers(uri, postgres.GetConnectionString(), new ContainerVirtualHosts(rabbitMq, uri.UserInfo.Split(':')[0]));
    }
}

sealed class ContainerVirtualHosts(IContainer rabbitMq, string user) : IVirtualHosts
{
    public async Task<string> AddAsync(string name)
    {
        await ControlAsync("add_vhost", name);
        await ControlAsync("set_permissions", "-p", name, user, ".*", ".*", ".*");
        return name;
    }

    public Task RemoveAsync(string name) => ControlAsync("delete_vhost", name);

    async Task ControlAsync(params string[] arguments)
    {
        var result = await rabbitMq.ExecAsync(["rabbitmqctl", "-q", .. arguments]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl {arguments[0]} ended with {result.ExitCode}: {result.Stderr}");
        }
    }
}
