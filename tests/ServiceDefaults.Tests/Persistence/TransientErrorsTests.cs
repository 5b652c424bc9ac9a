using System.Net.Sockets;
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
        Assert.False(TransientErrors.IsTransient(new OperationCanceledException("by our token", Postgres("57014"))));
    }

    private static PostgresException Postgres(string sqlState) => new("message", "ERROR", "ERROR", sqlState);
}
