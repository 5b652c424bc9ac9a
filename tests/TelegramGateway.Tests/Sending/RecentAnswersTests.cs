using Microsoft.Extensions.Time.Testing;
using Relay.TelegramGateway.LookingUpClients;
using Relay.TelegramGateway.Tests.Fakes;

namespace Relay.TelegramGateway.Tests.Sending;

public class RecentAnswersTests
{
    private readonly FakeTimeProvider time = new();
    private readonly RecentAnswers answers;
    private int asked;

    public RecentAnswersTests() => answers = new(time);

    [Fact]
    public async Task A_hit_is_used_for_2_seconds()
    {
        await AskAsync(Found);
        time.Advance(TimeSpan.FromSeconds(2));
        await AskAsync(Found);
        Assert.Equal(1, asked);

        time.Advance(TimeSpan.FromMilliseconds(1));
        await AskAsync(Found);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Its_age_counts_from_the_question()
    {
        var answer = new TaskCompletionSource<LookupAnswer>();
        var first = AskAsync(() => answer.Task);
        time.Advance(TimeSpan.FromSeconds(3));
        answer.SetResult(new LookupAnswer.Found(FakeClientLookup.Ivan));
        await first;

        await AskAsync(Found);

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Who_asks_what_is_being_asked_gets_the_same_answer()
    {
        var answer = new TaskCompletionSource<LookupAnswer>();
        var all = Enumerable.Range(0, 10).Select(_ => AskAsync(() => answer.Task).AsTask()).ToList();
        answer.SetResult(new LookupAnswer.Found(FakeClientLookup.Ivan));

        Assert.Single((await Task.WhenAll(all)).Distinct());
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Only_hits_are_kept()
    {
        await AskAsync(() => Task.FromResult<LookupAnswer>(new LookupAnswer.NotFound()));
        await AskAsync(() => Task.FromResult<LookupAnswer>(new LookupAnswer.Unavailable()));
        await AskAsync(Found);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task What_is_forgotten_is_asked_again()
    {
        await AskAsync(Found);
        answers.Forget("key");
        await AskAsync(Found);

        Assert.Equal(2, asked);
    }

    private static Task<LookupAnswer> Found() => Task.FromResult<LookupAnswer>(new LookupAnswer.Found(FakeClientLookup.Ivan));

    private ValueTask<LookupAnswer> AskAsync(Func<Task<LookupAnswer>> answer) => answers.GetAsync(
        "key",
        () =>
        {
            asked++;
            return answer();
        },
        TestContext.Current.CancellationToken);
}
