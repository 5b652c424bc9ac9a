using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.Delivery.Announcing;
using Relay.Delivery.Instances;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Publishing;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Sending;
using Relay.Delivery.Settings;
using Relay.Delivery.Tables.Instances;
using Relay.Delivery.Tests.InMemory;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tests.Lanes;

/// <summary>
/// One instance whose background services do not run: the schedule makes their steps one at a time, and stops them where a process can be cut off: at
/// the broker, in a look-up, in a call.
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
        Provider = new InMemoryProvider
        {
            AnswerPart = CallAsync,
            Resolve = message => resolve(this, message),
            ArrivalShowsWithin = arrivalShowsWithin,
            Parts = message => message.MessageId.ToByteArray()[0] % 4 == 0 ? 2 : 1,
        };
        Bus = new FakeBus { Carries = CarryAsync };
        Instance = Instance.Create(database, Provider, Bus, options, time: Time);
        loop = Instance.Hosted<SendingLoop>();
    }

    public string Name { get; }

    public Instance Instance { get; }

    public FakeTimeProvider Time { get; } = new();

    public InMemoryProvider Provider { get; }

    public FakeBus Bus { get; }

    /// <summary>True if it is stopped: it neither beats nor takes steps, and its connections stand.</summary>
    public bool IsFrozen { get; set; }

    public long Id => Instance.Get<IInstances>().Id;

    /// <summary>Calls that wait for the provider's answer, in their own order.</summary>
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

    /// <summary>Running look-ups, by lane.</summary>
    public SortedDictionary<string, TaskCompletionSource<Recipient>> Lookups { get; } = new(StringComparer.Ordinal);

    /// <summary>True while its publisher or announcer waits for the broker.</summary>
    public bool IsAtBroker => !work.IsCompleted;

    /// <summary>Beats and watches; takes a new identity if it was declared dead, as <see cref="Liveness"/> does.</summary>
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

    /// <summary>A round of sending, until all its calls have reached the provider, and its questions to the database are answered.</summary>
    public async Task RoundAsync()
    {
        var running = Instance.Get<Relay.Delivery.Sending.Calling.Calls>();
        await loop.RoundAsync(options.Concurrency - running.Calling, CancellationToken.None).WaitAsync(StepAtMost);
        await UntilAsync(() => Calls.Count == running.Calling && Lookups.Count == running.LookingUp);
    }

    public async Task AnswerAsync(Call call, SendOutcome outcome)
    {
        lock (gate)
        {
            calls.Remove(call);
        }

        call.Answer.SetResult(outcome);
        await UntilAsync(() => Calls.Count == Instance.Get<Relay.Delivery.Sending.Calling.Calls>().Calling);
    }

    public async Task EndLookupAsync(string lane, Recipient recipient)
    {
        Lookups.Remove(lane, out var lookup);
        lookup!.SetResult(recipient);
        await UntilAsync(() => !Instance.Get<Relay.Delivery.Sending.Calling.Calls>().IsLookingUp(lane));
    }

    public Task PublishAsync() => WorkAsync(() => Instance.Hosted<Publisher>().PublishBatchAsync(CancellationToken.None));

    public Task AnnounceAsync() => WorkAsync(() => Instance.Hosted<Announcer>().AnnounceBatchAsync(CancellationToken.None));

    /// <summary>The waiting messages are accepted or refused by the broker; then the publisher or announcer continues to its end.</summary>
    /// <param name="take">Returns true if it is confirmed.</param>
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

    /// <summary>Messages that its publisher or announcer had given to the broker when it died.</summary>
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

    private Task<SendOutcome> CallAsync(OutgoingMessage message, Part part)
    {
        var call = new Call(this, Id, message, part, new TaskCompletionSource<SendOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            calls.Add(call);
        }

        return call.Answer.Task;
    }
}

/// <summary>A call that the provider has not answered.</summary>
/// <param name="Instance">The identity under which it was made.</param>
internal sealed record Call(Member By, long Instance, OutgoingMessage Message, Part Part, TaskCompletionSource<SendOutcome> Answer)
{
    /// <summary>What the provider says to it; null until it arrives there.</summary>
    public SendOutcome? Arrived { get; set; }

    /// <summary>True if it will not arrive any more.</summary>
    public bool IsLost { get; set; }

    /// <summary>True if repeating it makes no second copy.</summary>
    public bool MayRepeat => Part is Step { Changes: not null };
}

/// <summary>A message between an instance and the broker.</summary>
internal sealed record Carriage(object Message, Guid Id, TaskCompletionSource Passed);
