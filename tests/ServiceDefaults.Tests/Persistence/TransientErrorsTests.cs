using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.ServiceDefaults.Tests.Persistence;

public class TransientErrorsTests
{
    [Theory]
    [InlineData("57P01")]
    [InlineData("57P02")]
    [InlineData("57P03")]
    [InlineData("25006")]
    [InlineData("53300")]
    [InlineData("53100")]
    [InlineData("55P03")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("08006")]
    public void What_passes_by_itself_is_transient(string sqlState) =>
        Assert.True(TransientErrors.IsTransient(new InvalidOperationException("by EF", Postgres(sqlState))));

    [Theory]
    [InlineData("23505")]
    [InlineData("22P05")]
    [InlineData("42P01")]
    public void What_is_wrong_with_the_statement_is_not(string sqlState) => Assert.False(TransientErrors.IsTransient(Postgres(sqlState)));

    [Fact]
    public void A_lost_connection_is_transient_and_a_bug_is_not()
    {
        Assert.True(TransientErrors.IsTransient(new NpgsqlException("refused", new SocketException())));
        Assert.True(TransientErrors.IsTransient(new NpgsqlException("reset", new EndOfStreamException())));
        Assert.False(TransientErrors.IsTransient(new InvalidOperationException()));
        Assert.False(TransientErrors.IsTransient(new OperationCanceledException()));
    }

    [Fact]
    public async Task Work_is_repeated_with_growing_pauses_until_it_succeeds()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var runs = 0;
        var work = TransientErrors.RepeatAsync(_ => ++runs < 7 ? throw Postgres("57P01") : Task.FromResult("done"), time, TestContext.Current.CancellationToken);

        foreach (var seconds in new[] { 0.2, 0.4, 0.8, 1.6, 2, 2 })
        {
            var before = runs;
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(before, runs);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal("done", await work);
        Assert.Equal(7, runs);
    }

    [Fact]
    public async Task A_permanent_error_is_not_repeated()
    {
        var runs = 0;

        await Assert.ThrowsAsync<PostgresException>(() => TransientErrors.RepeatAsync(
            _ =>
            {
                runs++;
                throw Postgres("23505");
            },
            TimeProvider.System,
            TestContext.Current.CancellationToken));

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Repeating_ends_with_the_service()
    {
        using var stopping = new CancellationTokenSource();
        var work = TransientErrors.RepeatAsync(_ => throw Postgres("57P01"), TimeProvider.System, stopping.Token);

        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    private static PostgresException Postgres(string sqlState) => new("message", "ERROR", "ERROR", sqlState);
}
