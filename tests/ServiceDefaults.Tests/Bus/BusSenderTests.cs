using System.Collections.Concurrent;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Relay.Harness;
using Relay.ServiceDefaults.Bus;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Bus;

[Collection(BusTestGroup.Name)]
public class BusSenderTests(BusFixture fixture)
{
    [Fact]
    public async Task What_nobody_listens_to_is_not_taken_for_sent()
    {
        await using var service = await TestService.StartAsync("lonely", fixture.Broker, _ => { });

        await Assert.ThrowsAsync<MessageReturnedException>(() => service.Bus.PublishAsync(new Unheard(), typeof(Unheard), Guid.NewGuid(), null, default));
        await Assert.ThrowsAsync<MessageReturnedException>(() => service.Bus.SendAsync("lonely-nobody", new Unheard(), Guid.NewGuid(), null, default));
    }

    [Fact]
    public async Task A_message_arrives_under_its_id_whichever_instance_takes_it()
    {
        await using var one = await TestService.StartAsync("pair", fixture.Broker, bus => bus.AddConsumer<NotedConsumer>());
        await using var other = await TestService.StartAsync("pair", fixture.Broker, bus => bus.AddConsumer<NotedConsumer>());
        var ids = Enumerable.Range(0, 500).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(ids.Select(id => one.Bus.PublishAsync(new Noted(), typeof(Noted), id, null, default)));

        await Waiting.UntilAsync(() => NotedConsumer.Seen.Count >= ids.Count, TestService.Patience, "all arrived");
        Assert.Equal(ids.Order(), NotedConsumer.Seen.Order());
    }

    [Fact]
    public async Task An_event_for_instances_reaches_each_of_them()
    {
        EveryoneConsumer.Seen.Clear();
        await using var one = await TestService.StartAsync("caches", fixture.Broker, bus => bus.AddInstanceConsumer<EveryoneConsumer>());
        await using var other = await TestService.StartAsync("caches", fixture.Broker, bus => bus.AddInstanceConsumer<EveryoneConsumer>());

        await one.Bus.PublishAsync(new Everyone(), typeof(Everyone), Guid.NewGuid(), null, default);

        await Waiting.UntilAsync(() => EveryoneConsumer.Seen.Count == 2, TestService.Patience, "both heard it");
    }

    [Fact]
    public async Task A_request_is_answered()
    {
        await using var answering = await TestService.StartAsync("answers", fixture.Broker, bus => bus.AddRequestConsumer<AskedConsumer>());
        await using var asking = await TestService.StartAsync("asks", fixture.Broker, bus => bus.AddRequestClient<Asked>(RequestTimeout.After(m: 1)));
        await using var scope = asking.Services.CreateAsyncScope();

        var answer = await scope.ServiceProvider.GetRequiredService<IRequestClient<Asked>>().GetResponse<Answered>(new Asked { Number = 20 });

        Assert.Equal(21, answer.Message.Number);
        Assert.Empty(answering.Dead.Letters);
    }

    [Fact]
    public async Task A_question_that_is_asked_before_the_bus_has_started_is_answered_when_it_has()
    {
        await using var answering = await TestService.StartAsync("answers", fixture.Broker, bus => bus.AddRequestConsumer<AskedConsumer>());
        await using var asking = await TestService.StartAsync("asks-early", fixture.Broker, _ => { }, waitForBus: false);

        Assert.Equal(21, (await asking.Bus.AskAsync<Asked, Answered>(new Asked { Number = 20 }, TestService.Patience, default)).Number);
    }

    [Fact]
    public async Task A_question_that_nobody_is_there_to_hear_fails_without_waiting_for_its_limit()
    {
        await using var asking = await TestService.StartAsync("asks-nobody", fixture.Broker, _ => { });

        var failed = await Assert.ThrowsAsync<RequestException>(() => asking.Bus.AskAsync<Unheard, Answered>(new Unheard(), TimeSpan.FromHours(1), default));
        Assert.Contains("NO_ROUTE", failed.GetBaseException().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_consumed_before_the_database_is_migrated()
    {
        var database = new LateDatabase();
        await using var sender = await TestService.StartAsync("early", fixture.Broker, _ => { });
        await using (await TestService.StartAsync("late", fixture.Broker, bus => bus.AddConsumer<LateConsumer>()))
        {
            // Its queue exists now.
        }

        await sender.Bus.PublishAsync(new Late(), typeof(Late), Guid.NewGuid(), null, default);
        await using var late = await TestService.StartAsync("late", fixture.Broker, bus => bus.AddConsumer<LateConsumer>(), database, waitForBus: false);
        await using var broker = await RawBroker.ConnectAsync(fixture.Broker);
        Assert.Equal(1u, await broker.CountAsync("late-late"));
        Assert.False(LateConsumer.Consumed.Task.IsCompleted);

        database.Ready.SetResult();

        await LateConsumer.Consumed.Task.WaitAsync(TestService.Patience, TimeProvider.System);
    }

    private sealed class LateDatabase : IDatabaseReady
    {
        public TaskCompletionSource Ready { get; } = new();

        public Task WaitAsync(CancellationToken cancellationToken) => Ready.Task.WaitAsync(cancellationToken);
    }
}

public sealed record Unheard;

public sealed record Noted;

public sealed record Everyone;

public sealed record Late;

public sealed record Asked
{
    public required int Number { get; init; }
}

public sealed record Answered
{
    public required int Number { get; init; }
}

internal sealed class NotedConsumer : IConsumer<Noted>
{
    public static ConcurrentBag<Guid> Seen { get; } = [];

    public Task Consume(ConsumeContext<Noted> context)
    {
        Seen.Add(context.MessageId!.Value);
        return Task.CompletedTask;
    }
}

internal sealed class EveryoneConsumer : IConsumer<Everyone>
{
    public static ConcurrentBag<Guid> Seen { get; } = [];

    public Task Consume(ConsumeContext<Everyone> context)
    {
        Seen.Add(context.MessageId!.Value);
        return Task.CompletedTask;
    }
}

internal sealed class LateConsumer : IConsumer<Late>
{
    public static TaskCompletionSource Consumed { get; } = new();

    public Task Consume(ConsumeContext<Late> context)
    {
        Consumed.TrySetResult();
        return Task.CompletedTask;
    }
}

internal sealed class AskedConsumer : IConsumer<Asked>
{
    public Task Consume(ConsumeContext<Asked> context) => context.RespondAsync(new Answered { Number = context.Message.Number + 1 });
}
