using Relay.Harness;
using Relay.ServiceDefaults;

namespace Relay.Chaos;

/// <summary>Deaths of the services: by a signal at any moment or at a fail-point, a freeze, a restart; and a lane's row that stays locked.</summary>
internal sealed class ProcessFaults(RelayStack stack, Doubts doubts) : IFaults
{
    private static readonly TimeSpan UntilReached = TimeSpan.FromSeconds(15);
    private readonly IReadOnlyList<RelayInstance> instances = [.. stack.Instances];
    private readonly IReadOnlyList<RelayInstance> gateways = [.. stack.Instances.Where(instance => instance.Service != RelayService.ClientDirectory)];

    public Fault Next(Random random) => random.Weighted([(6, Kill), (3, DieAtFailPoint), (3, Freeze), (2, Restart), (4, LockLane)])(random);

    private Fault Kill(Random random)
    {
        var instance = random.Of(instances);
        var process = instance.Process;
        return new Fault(
            $"kill -9 {process.Name}",
            async () =>
            {
                await process.KillAsync();
                await doubts.AddAsync(instance.Service);
            },
            random.Seconds(0, 3),
            process.StartAsync);
    }

    /// <summary>Dies at the named moment if it is reached, otherwise by a signal.</summary>
    private Fault DieAtFailPoint(Random random)
    {
        var instance = random.Of(gateways);
        var process = instance.Process;
        var point = $"{random.Of(FailPoint.Names)}:{random.Next(1, 30)}";
        return new Fault(
            $"die at {point}: {process.Name}",
            async () =>
            {
                await process.KillAsync();
                await doubts.AddAsync(instance.Service);
                process.Set(FailPoint.Variable, point);
                await process.StartAsync();
                process.Unset(FailPoint.Variable);
                if (!await EndsAsync(process))
                {
                    await process.KillAsync();
                }

                await doubts.AddAsync(instance.Service);
            },
            random.Seconds(0, 2),
            process.StartAsync);
    }

    private Fault Freeze(Random random)
    {
        var instance = random.Of(instances);
        var process = instance.Process;
        return new Fault(
            $"SIGSTOP {process.Name}",
            () =>
            {
                process.Stop();
                return doubts.AddAsync(instance.Service);
            },
            random.Seconds(1, 25),
            () =>
            {
                process.Continue();
                return Task.CompletedTask;
            });
    }

    private Fault Restart(Random random)
    {
        var process = random.Of(instances).Process;
        return new Fault($"SIGTERM {process.Name}", () => process.TerminateAsync(), random.Seconds(0, 3), process.StartAsync);
    }

    /// <summary>A session locks a lane whose call is running and does not end its transaction; one of the instances may die meanwhile.</summary>
    private Fault LockLane(Random random)
    {
        var (instance, dies) = (random.Of(gateways), random.Next(2) == 0);
        var session = new LaneLock(stack.Databases[instance.Service].ConnectionString);
        return new Fault(
            $"a lane's row is locked at {instance.Service}{(dies ? $", and kill -9 {instance.Process.Name}" : "")}",
            async () =>
            {
                await session.TakeAsync();
                if (dies)
                {
                    await instance.Process.KillAsync();
                    await doubts.AddAsync(instance.Service);
                }
            },
            random.Seconds(1, 12),
            async () =>
            {
                await session.DisposeAsync();
                if (dies)
                {
                    await instance.Process.StartAsync();
                }
            });
    }

    private static async Task<bool> EndsAsync(ServiceProcess process)
    {
        try
        {
            await Waiting.UntilAsync(() => !process.IsRunning, UntilReached, "");
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
