using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Contracts.Clients;
using Relay.Delivery.Directory;
using Relay.Delivery.Settings;
using Relay.Harness;
using Relay.ServiceDefaults.Bus;

namespace Relay.Delivery.Tests.Directory;

/// <summary>What is asked of the directory, and what memory answers.</summary>
public sealed class DirectoryCacheTests : IBusSender
{
    private const string Phone = "+79991234567";

    private readonly FakeTimeProvider time = new();
    private readonly DirectoryCache cache;
    private Func<Task<ClientFound?>> answer = () => Task.FromResult<ClientFound?>(Ivan(Phone));
    private int asked;

    public DirectoryCacheTests() =>
        cache = new DirectoryCache(new DirectoryLookup(this), new ClientsKept(TimeSpan.FromSeconds(2)), time, NullLogger<DirectoryCache>.Instance);

    [Fact]
    public async Task A_client_is_remembered_for_the_time_that_is_set_and_given_at_once()
    {
        await AskAsync();
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(AskAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal(1, asked);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await AskAsync();
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task The_age_of_an_answer_counts_from_the_question()
    {
        var slow = new TaskCompletionSource<ClientFound?>();
        answer = () => slow.Task;
        var first = AskAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        slow.SetResult(Ivan(Phone));
        await first;

        await AskAsync();

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Who_asks_what_is_being_asked_gets_the_same_answer()
    {
        var slow = new TaskCompletionSource<ClientFound?>();
        answer = () => slow.Task;
        var all = Enumerable.Range(0, 50).Select(_ => AskAsync().AsTask()).ToList();
        slow.SetResult(Ivan(Phone));

        Assert.Single((await Task.WhenAll(all)).Distinct());
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Only_clients_are_remembered()
    {
        answer = () => Task.FromResult<ClientFound?>(null);
        Assert.IsType<DirectoryAnswer.NotFound>(await AskAsync());
        answer = () => throw new TimeoutException();
        Assert.IsType<DirectoryAnswer.Unavailable>(await AskAsync());
        answer = () => Task.FromResult<ClientFound?>(Ivan(Phone));

        Assert.IsType<DirectoryAnswer.Found>(await AskAsync());
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_asked_before_a_change_is_not_remembered_after_it(bool all)
    {
        var slow = new TaskCompletionSource<ClientFound?>();
        answer = () => slow.Task;
        var before = AskAsync();
        await Waiting.UntilAsync(() => asked == 1, TimeSpan.FromSeconds(40), "the first question");

        if (all)
        {
            cache.ForgetAll();
        }
        else
        {
            cache.Forget(Phone, 501);
        }

        answer = () => Task.FromResult<ClientFound?>(Ivan("+70000000000"));
        var after = await AskAsync();
        slow.SetResult(Ivan(Phone));
        await before;

        Assert.Equal("+70000000000", Assert.IsType<DirectoryAnswer.Found>(after).Client.Phone);
        Assert.Equal(after, await AskAsync());
        Assert.Equal(2, asked);
    }

    async Task<TAnswer> IBusSender.AskAsync<TQuestion, TAnswer>(TQuestion question, TimeSpan within, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        Assert.Equal([501], Assert.IsType<FindClients>(question).TelegramUserIds);
        return (TAnswer)(object)new ClientsFound { ByPhone = [], ByTelegramUser = [await answer()] };
    }

    Task IBusSender.PublishAsync(object message, Type type, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is published here.");

    Task IBusSender.SendAsync(string endpoint, object message, Guid messageId, ActivityContext? parent, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is sent here.");

    private static ClientFound Ivan(string phone) =>
        new() { Phone = phone, Name = "Иван", TelegramUserId = 501, ChatId = 501, LinkedAt = DateTimeOffset.UnixEpoch };

    private ValueTask<DirectoryAnswer> AskAsync() => cache.ByTelegramUserAsync(501, TestContext.Current.CancellationToken);
}
