using MassTransit;
using Relay.Harness;
using Relay.ServiceDefaults.Bus;

namespace Relay.ServiceDefaults.Tests.Bus;

[Collection(BusTestGroup.Name)]
public class DeadLetterTests(BusFixture fixture)
{
    [Fact]
    public async Task Broken_JSON_becomes_a_dead_letter_and_no_error_queue()
    {
        await using var service = await TestService.StartAsync("poison", fixture.Broker, bus => bus.AddConsumer<ThrowingConsumer>());
        await using var broker = await RawBroker.ConnectAsync(fixture.Broker);

        await broker.PutAsync("poison-throwing", "{ this is no JSON");

        var letter = await service.Dead.SingleAsync();
        Assert.Equal("poison-throwing", letter.Source);
        Assert.Equal("{ this is no JSON", letter.Raw);
        Assert.StartsWith("consuming it failed: ", letter.Reason, StringComparison.Ordinal);
        await AssertNothingLeftAsync(broker, "poison-throwing");
    }

    [Fact]
    public async Task What_a_consumer_cannot_process_becomes_a_dead_letter_as_it_came()
    {
        await using var service = await TestService.StartAsync("throws", fixture.Broker, bus => bus.AddConsumer<ThrowingConsumer>());
        await using var broker = await RawBroker.ConnectAsync(fixture.Broker);
        service.Dead.FailNext(2);

        await service.Bus.SendAsync(EndpointNames.For("throws", "throwing"), new Thrown { Secret = "swordfish" }, Guid.NewGuid(), null, default);

        var letter = await service.Dead.SingleAsync();
        Assert.Contains("swordfish", letter.Raw, StringComparison.Ordinal);
        Assert.Equal("consuming it failed: FormatException", letter.Reason);
        await AssertNothingLeftAsync(broker, "throws-throwing");
    }

    [Fact]
    public async Task A_message_that_nobody_consumes_becomes_a_dead_letter_and_no_skipped_queue()
    {
        await using var service = await TestService.StartAsync("skips", fixture.Broker, bus => bus.AddConsumer<ThrowingConsumer>());
        await using var broker = await RawBroker.ConnectAsync(fixture.Broker);

        await service.Bus.SendAsync(EndpointNames.For("skips", "throwing"), new Other { Text = "for whom?" }, Guid.NewGuid(), null, default);

        var letter = await service.Dead.SingleAsync();
        Assert.Equal("nobody here consumes its type", letter.Reason);
        Assert.Contains("for whom?", letter.Raw, StringComparison.Ordinal);
        await AssertNothingLeftAsync(broker, "skips-throwing");
    }

    [Fact]
    public async Task What_the_broker_gives_up_becomes_a_dead_letter()
    {
        await using var service = await TestService.StartAsync("rejects", fixture.Broker, bus => bus.AddConsumer<ThrowingConsumer>());
        await using var broker = await RawBroker.ConnectAsync(fixture.Broker);

        await broker.PutAsync("rejects-dead-letters", "given up", new()
        {
            Headers = new Dictionary<string, object?> { ["x-first-death-queue"] = "rejects-throwing", ["x-first-death-reason"] = "delivery_limit" },
        });

        var letter = await service.Dead.SingleAsync();
        Assert.Equal("rejects-throwing", letter.Source);
        Assert.Equal("given up", letter.Raw);
        await AssertNothingLeftAsync(broker, "rejects-dead-letters");
    }

    [Fact]
    public async Task A_transient_error_that_a_consumer_let_through_is_tried_again_and_no_dead_letter()
    {
        UnsteadyConsumer.Failures = 2;
        await using var service = await TestService.StartAsync("unsteady", fixture.Broker, bus => bus.AddConsumer<UnsteadyConsumer>());

        await service.Bus.SendAsync(EndpointNames.For("unsteady", "unsteady"), new Other { Text = "again" }, Guid.NewGuid(), null, default);

        await Waiting.UntilAsync(() => UnsteadyConsumer.Failures < 0, TestService.Patience, "the third attempt");
        Assert.Empty(service.Dead.Letters);
    }

    private static async Task AssertNothingLeftAsync(RawBroker broker, string queue)
    {
        await Waiting.UntilAsync(async () => await broker.CountAsync(queue) == 0, TestService.Patience, "the queue is empty");
        Assert.False(await broker.HasQueueAsync(queue + "_error"));
        Assert.False(await broker.HasQueueAsync(queue + "_skipped"));
    }
}

public sealed record Thrown
{
    public required string Secret { get; init; }
}

public sealed record Other
{
    public required string Text { get; init; }
}

internal sealed class ThrowingConsumer : IConsumer<Thrown>
{
    public Task Consume(ConsumeContext<Thrown> context) => throw new FormatException("cannot");
}

internal sealed class UnsteadyConsumer : IConsumer<Other>
{
    public static int Failures { get; set; }

    public Task Consume(ConsumeContext<Other> context) => Failures-- > 0 ? throw new TimeoutException() : Task.CompletedTask;
}
