using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Contracts;
using Relay.Delivery.Messages;
using Relay.Delivery.Providers;
using Relay.Delivery.Sending.Calling;
using Relay.Delivery.Tests.InMemory;

namespace Relay.Delivery.Tests.Sending.Calling;

/// <summary>What a gateway's kinds and provider answer, and what that means for the message.</summary>
public sealed class MessageSenderTests
{
    private readonly InMemoryProvider provider = new() { Answer = InMemoryProvider.Accept };
    private readonly Errand errand = new();
    private readonly MessageSender<Part> sender;

    public MessageSenderTests() =>
        sender = new MessageSender<Part>([new Texts(provider, "text")], [errand], provider, NullLogger<MessageSender<Part>>.Instance);

    [Fact]
    public async Task A_body_that_cannot_be_read_fails_the_message_and_any_other_exception_makes_it_wait()
    {
        foreach (var isAtOnce in new[] { true, false })
        {
            Throw(new JsonException(), isAtOnce);
            Assert.Equal(new Recipient.Failed(Reasons.Refused), await ResolveAsync("text"));
            Throw(new InvalidOperationException(), isAtOnce);
            Assert.IsType<Recipient.Unavailable>(await ResolveAsync("text"));
        }
    }

    [Fact]
    public async Task A_type_of_a_newer_version_waits_for_it()
    {
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync("of a newer version"));
    }

    [Fact]
    public async Task Work_is_over_when_it_says_so_and_tried_again_after_an_exception()
    {
        Assert.IsType<Recipient.Needless>(await ResolveAsync(Errand.TypeName));
        errand.Do = _ => Task.FromResult(false);
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(Errand.TypeName));
        errand.Do = _ => throw new TimeoutException();
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync(Errand.TypeName));
        errand.Do = _ => throw new JsonException();
        Assert.Equal(new Recipient.Failed(Reasons.Refused), await ResolveAsync(Errand.TypeName));
    }

    [Fact]
    public async Task Whoever_may_not_send_sends_nothing_but_what_needs_no_call_goes_on()
    {
        provider.MaySend = false;
        Assert.IsType<Recipient.Unavailable>(await ResolveAsync("text"));
        provider.Resolve = _ => new(new Recipient.Needless());
        Assert.IsType<Recipient.Needless>(await ResolveAsync("text"));
    }

    [Fact]
    public async Task A_message_that_cannot_be_composed_fails_without_a_call_and_a_call_that_throws_is_unanswered()
    {
        provider.Parts = _ => throw new FormatException();
        Assert.Equal(new SendOutcome.Failed(Reasons.Refused), await SendAsync());
        Assert.Empty(provider.Calls);

        provider.Parts = _ => 1;
        provider.Answer = _ => throw new FormatException();
        Assert.IsType<SendOutcome.Unanswered>(await SendAsync());
    }

    private void Throw(Exception error, bool isAtOnce) =>
        provider.Resolve = _ => isAtOnce ? throw error : new ValueTask<Recipient>(Task.FromException<Recipient>(error));

    private ValueTask<Recipient> ResolveAsync(string type) => sender.ResolveAsync(Message(type), TestContext.Current.CancellationToken);

    private Task<SendOutcome> SendAsync() => sender.SendAsync(Message("text"), new Recipient.Known("+7", null), TestContext.Current.CancellationToken);

    private static OutgoingMessage Message(string type) => new()
    {
        MessageId = Guid.NewGuid(),
        Lane = "lane",
        Number = 1,
        Type = type,
        Body = "{}",
        PartsDone = 0,
        MaybeDuplicate = false,
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };
}
