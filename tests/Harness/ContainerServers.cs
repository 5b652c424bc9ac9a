using System.Net;
using System.Net.Sockets;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Containers;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Relay.Harness;

/// <summary>Servers in containers, which are removed when the test process ends, however its tests ended.</summary>
public static class ContainerServers
{
    private static Uri Engine => new(Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } set ? set : "unix:///var/run/docker.sock");

    /// <summary>True if a Docker engine answers a ping at DOCKER_HOST or its usual socket.</summary>
    public static async Task<bool> DockerAnswersAsync()
    {
        using var engine = Connect(TimeSpan.FromSeconds(2));
        try
        {
            using var answer = await engine.GetAsync(new Uri("http://docker/_ping"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    internal static async Task<Servers> StartAsync()
    {
        var rabbitMq = new RabbitMqBuilder("rabbitmq:4.1").WithCreateParameterModifier(OnLoopback).Build();
        // Testcontainers' own settings lose commits in a crash: these tests need them.
        var postgres = new PostgreSqlBuilder("postgres:17")
            .WithCommand("-c", "max_connections=400", "-c", "fsync=on", "-c", "full_page_writes=on", "-c", "synchronous_commit=on")
            .WithCreateParameterModifier(OnLoopback).Build();
        RemoveAtTheEnd(rabbitMq, postgres);
        await Task.WhenAll(rabbitMq.StartAsync(), postgres.StartAsync());
        var uri = new Uri(rabbitMq.GetConnectionString());
        return new Servers(uri, postgres.GetConnectionString(), new ContainerVirtualHosts(rabbitMq, uri.UserInfo.Split(':')[0]))
        {
            AreContainers = true,
        };
    }

    /// <summary>Their passwords are public, so only this machine may reach them. An engine elsewhere is left as it is.</summary>
    private static void OnLoopback(CreateContainerParameters container)
    {
        if (Engine.Scheme == "unix")
        {
            foreach (var port in container.HostConfig!.PortBindings.Values.SelectMany(ports => ports))
            {
                port.HostIP = IPAddress.Loopback.ToString();
            }
        }
    }

    /// <summary>
    /// Testcontainers' own remover needs its own image, and may be switched off. A container is killed, not stopped: there is nothing to keep, and the
    /// ending process does not wait long.
    /// </summary>
    private static void RemoveAtTheEnd(params IContainer[] containers) => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        using var engine = Connect(TimeSpan.FromSeconds(30));
        Parallel.ForEach(containers.Where(container => container.State != TestcontainersStates.Undefined), container =>
        {
            using var removal = new HttpRequestMessage(HttpMethod.Delete, $"http://docker/containers/{container.Id}?force=true&v=true");
            try
            {
                engine.Send(removal).Dispose();
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                Console.Error.WriteLine($"The container {container.Name} is left: {error.GetType().Name}.");
            }
        });
    };

    private static HttpClient Connect(TimeSpan patience)
    {
        var host = Engine;
        EndPoint engine = host.Scheme == "unix" ? new UnixDomainSocketEndPoint(host.AbsolutePath) : new DnsEndPoint(host.Host, host.Port);
        var handler = new SocketsHttpHandler
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
        return new HttpClient(handler) { Timeout = patience };
    }
}

internal sealed class ContainerVirtualHosts(IContainer rabbitMq, string user) : IVirtualHosts
{
    public async Task<string> AddAsync(string name)
    {
        await ControlAsync("add_vhost", name);
        await ControlAsync("set_permissions", "-p", name, user, ".*", ".*", ".*");
        return name;
    }

    public Task RemoveAsync(string name) => ControlAsync("delete_vhost", name);

    private async Task ControlAsync(params string[] arguments)
    {
        var result = await rabbitMq.ExecAsync(["rabbitmqctl", "-q", .. arguments]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl {arguments[0]} ended with {result.ExitCode}: {result.Stderr}");
        }
    }
}
