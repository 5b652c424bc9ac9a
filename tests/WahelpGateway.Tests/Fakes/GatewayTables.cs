using Microsoft.EntityFrameworkCore;
using Npgsql;
using Relay.Delivery.Tables;

namespace Relay.WahelpGateway.Tests.Fakes;

/// <summary>A gateway's tables, created by its migrations, with Delivery's.</summary>
internal static class GatewayTables
{
    public static async Task MigrateAsync<TContext>(NpgsqlDataSource source, Func<DbContextOptions<TContext>, TContext> own)
        where TContext : DbContext
    {
        await using var delivery = new DeliveryDbContext(Options<DeliveryDbContext>(source));
        await using var gateway = own(Options<TContext>(source));
        foreach (var context in (DbContext[])[delivery, gateway])
        {
            await context.Database.MigrateAsync(TestContext.Current.CancellationToken);
            Assert.False(context.Database.HasPendingModelChanges());
        }
    }

    private static DbContextOptions<TContext> Options<TContext>(NpgsqlDataSource source)
        where TContext : DbContext => new DbContextOptionsBuilder<TContext>().UseNpgsql(source).UseSnakeCaseNamingConvention().Options;
}
