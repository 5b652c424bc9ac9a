using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Delivery.Announcing;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Publishing;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>
/// One instance whose background services do not run: the schedule makes their steps, one at a time, and stops them where a process can
/// be cut: at the broker, in a lookup, in a call.
/// </summary>
internal sealed class Member : IAsyncDisposable
{
    private static readonly TimeSpan StepAtMost = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly DeliveryOptions options;
    private readonly List<Call> calls = [];
    private readonly List<Carriage> carriages = [];
    private readonly SendingLoop loop;
    private NpgsqlConnection? heart;
    private Task work = Task.CompletedTask;

    public Member(
        string name,
        TestDatabase database,
        DeliveryOptions options,
        Func<Member, OutgoingMessage, ValueTask<Recipient>> resolve,
        TimeSpan arrivalShowsWithin)
    {
        (Name, this.options) = (name, options);
        Provider = new FakeProvider { Answer = CallAsync, Resolve = message => resolve(this, message), ArrivalShowsWithin = arrivalShowsWithin };
        Bus = new FakeBus { Carries = CarryAsync };
        Instance = Instance.Create(database, Provider, Bus, options, time: Time);
        loop = Instance.Hosted<SendingLoop>();
    }

    public string Name { get; }

    public Instance Instance { get; }

    public FakeTimeProvider Time { get; } = new();

    public FakeProvider Provider { get; }

    public FakeBus Bus { get; }

    /// <summary>Stopped: it beats no more and takes no step, and its connections stand.</summary>
    public bool IsFrozen { get; set; }

    public long Id => Instance.Get<IInstances>().Id;

    /// <summary>What waits for the provider's answer, in an order of its own.</summary>
    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls.OrderBy(call => call.Message.Lane, StringComparer.Ordinal).ThenBy(call => call.Message.Number)];
            }
        }
    }

    /// <summary>Lookups that go on, by lane.</summary>
    public SortedDictionary<string, TaskCompletionSource<Recipient>> Lookups { get; } = new(StringComparer.Ordinal);

    /// <summary>True while its publisher or announcer waits for the broker.</summary>
    public bool IsAtBroker => !work.IsCompleted;

    /// <summary>Beats and watches; where it was declared dead, it takes a new identity, as <see cref="Liveness"/> does.</summary>
    public async Task BeatAsync()
    {
        var liveness = Instance.Hosted<Liveness>();
        while (heart is null || !await liveness.BeatAsync(heart, CancellationToken.None))
        {
            await StopBeatingAsync();
            heart = await Instance.Get<NpgsqlDataSource>().OpenConnectionAsync();
            await liveness.BeginAsync(heart, CancellationToken.None);
        }

        await Instance.Get<Undertaker>().LookAsync(liveness, CancellationToken.None);
    }

    public async Task StopBeatingAsync()
    {
        if (heart is not null)
        {
            await heart.RunAsync(InstanceStatements.Unlock(Id), CancellationToken.None);
            await heart.DisposeAsync();
            heart = null;
        }
    }

    /// <summary>A round of sending, until all its calls are with the provider.</summary>
    public async Task RoundAsync()
    {
        var running = Instance.Get<Relay.Delivery.Sending.Calls>();
        await loop.RoundAsync(options.Concurrency - running.Calling, CancellationToken.None).WaitAsync(StepAtMost);
        await UntilAsync(() => Calls.Count == running.Calling);
    }

    public async Task AnswerAsync(Call call, SendOutcome outcome)
    {
        lock (gate)
        {
            calls.Remove(call);
        }

        call.Answer.SetResult(outcome);
        await UntilAsync(() => Calls.Count == Instance.Get<Relay.Delivery.Sending.Calls>().Calling);
    }

    public async Task EndLookupAsync(string lane, Recipient recipient)
    {
        Lookups.Remove(lane, out var lookup);
        lookup!.SetResult(recipient);
        await UntilAsync(() => !Instance.Get<Relay.Delivery.Sending.Calls>().IsLookingUp(lane));
    }

    public Task PublishAsync() => WorkAsync(() => Instance.Hosted<Publisher>().PublishBatchAsync(CancellationToken.None));

    public Task AnnounceAsync() => WorkAsync(() => Instance.Hosted<Announcer>().AnnounceBatchAsync(CancellationToken.None));

    /// <summary>What waits at the broker is taken, or refused; then the publisher or announcer goes on to its end.</summary>
    /// <param name="take">Returns whether it is confirmed.</param>
    public async Task PassBrokerAsync(Func<object, Guid, bool> take)
    {
        while (!work.IsCompleted)
        {
            foreach (var carriage in TakeCarriages())
            {
                if (take(carriage.Message, carriage.Id))
                {
                    carriage.Passed.SetResult();
                }
                else
                {
                    carriage.Passed.SetException(new InvalidOperationException("The broker did not confirm."));
                }
            }

            await UntilAsync(() => work.IsCompleted || IsSomethingCarried);
        }

        await work;
    }

    /// <summary>What its publisher or announcer had given to the broker when it died.</summary>
    public IReadOnlyList<Carriage> TakeCarriages()
    {
        lock (gate)
        {
            Carriage[] taken = [.. carriages];
            carriages.Clear();
            return taken;
        }
    }

    public Task KillAsync() => Instance.KillAsync();

    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var start = TimeProvider.System.GetTimestamp(); !condition(); await Task.Yield())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < StepAtMost, "A step does not come to its end.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopBeatingAsync();
        await Instance.DisposeAsync();
    }

    private bool IsSomethingCarried
    {
        get
        {
            lock (gate)
            {
                return carriages.Count > 0;
            }
        }
    }

    private async Task WorkAsync(Func<Task> start)
    {
        Assert.False(IsAtBroker);
        work = Task.Run(start);
        await UntilAsync(() => work.IsCompleted || IsSomethingCarried);
        if (work.IsCompleted)
        {
            await work;
        }
    }

    private Task CarryAsync(object message, Guid id)
    {
        var carriage = new Carriage(message, id, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            carriages.Add(carriage);
        }

        return carriage.Passed.Task;
    }

    private Task<SendOutcome> CallAsync(OutgoingMessage message)
    {
        var call = new Call(this, Id, message, new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            calls.Add(call);
        }

        return call.Answer.Task;
    }
}

/// <summary>A call that the provider has not answered.</summary>
/// <param name="Instance">The identity that it was made under.</param>
internal sealed record Call(Member By, long Instance, OutgoingMessage Message, TaskCompletionSource<SendOutcome> Answer)
{
    /// <summary>True once the provider has taken what it brings.</summary>
    public bool Arrived { get; set; }
}

/// <summary>A message on its way from an instance to the broker.</summary>
internal sealed record Carriage(object Message, Guid Id, TaskCompletionSource Passed);
