using Microsoft.Extensions.Time.Testing;
using Relay.Contracts;
using Relay.Delivery.Providers;
using Relay.WahelpGateway.SendingClientMessages;
using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.SendingClientMessages;

public sealed class LinkedClientsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Directory directory = new();
    private readonly LinkedClients clients;
    private readonly ClientMessages messages;

    public LinkedClientsTests()
    {
        clients = new LinkedClients(directory, time);
        messages = new ClientMessages(clients);
    }

    [Fact]
    public async Task A_hit_is_remembered_for_ten_minutes_and_given_at_once()
    {
        Assert.Equal(new Recipient.Known("+79991234567", 42, "Иван Петров"), await ResolveAsync());

        var again = messages.ResolveAsync(Webhooks.ClientMessage("Да"), TestContext.Current.CancellationToken);
        Assert.True(again.IsCompletedSuccessfully);
        Assert.Equal(1, directory.Questions);

        time.Advance(TimeSpan.FromMinutes(10));
        await ResolveAsync();
        Assert.Equal(2, directory.Questions);
    }

    [Fact]
    public async Task Who_is_not_linked_holds_the_lane_and_is_asked_for_each_time()
    {
        directory.Answer = () => Task.FromResult<LinkedClient?>(null);

        Assert.Equal(new Recipient.Held(Reasons.NotLinked), await ResolveAsync());
        Assert.Equal(new Recipient.Held(Reasons.NotLinked), await ResolveAsync());

        Assert.Equal(2, directory.Questions);
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_is_no_fault_of_the_message()
    {
        directory.Answer = () => throw new TimeoutException();

        Assert.IsType<Recipient.Unavailable>(await ResolveAsync());

        directory.Answer = null;
        Assert.IsType<Recipient.Known>(await ResolveAsync());
    }

    [Fact]
    public async Task The_name_is_the_directorys_else_the_messages()
    {
        directory.Answer = () => Task.FromResult<LinkedClient?>(new LinkedClient("+79991234567", ""));

        Assert.Equal("Иван", Assert.IsType<Recipient.Known>(await ResolveAsync()).Name);
    }

    [Fact]
    public async Task Concurrent_lookups_of_one_client_share_one_question()
    {
        var answer = new TaskCompletionSource<LinkedClient?>();
        directory.Answer = () => answer.Task;

        var lookups = Enumerable.Range(0, 50).Select(_ => clients.FindAsync(42, TestContext.Current.CancellationToken)).ToList();
        answer.SetResult(new LinkedClient("+79991234567", ""));
        await Task.WhenAll(lookups);

        Assert.Equal(1, directory.Questions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_asked_before_a_change_is_not_remembered_after_it(bool all)
    {
        var answer = new TaskCompletionSource<LinkedClient?>();
        directory.Answer = () => answer.Task;
        var lookup = clients.FindAsync(42, TestContext.Current.CancellationToken);
        await directory.Asked.Task;

        if (all)
        {
            clients.ForgetAll();
        }
        else
        {
            clients.Forget(42);
        }

        answer.SetResult(new LinkedClient("+70000000000", "before"));
        await lookup;

        Assert.False(clients.TryRecall(42, out _));
    }

    private async Task<Recipient> ResolveAsync() => await messages.ResolveAsync(Webhooks.ClientMessage("Да"), TestContext.Current.CancellationToken);

    private sealed class Directory : IClientDirectory
    {
        private int questions;

        public Func<Task<LinkedClient?>>? Answer { get; set; }

        public int Questions => questions;

        public TaskCompletionSource Asked { get; } = new();

        public Task<LinkedClient?> FindAsync(long telegramUserId)
        {
            Assert.Equal(42, telegramUserId);
            Interlocked.Increment(ref questions);
            Asked.TrySetResult();
            return Answer?.Invoke() ?? Task.FromResult<LinkedClient?>(new LinkedClient("+79991234567", "Иван Петров"));
        }
    }
}
