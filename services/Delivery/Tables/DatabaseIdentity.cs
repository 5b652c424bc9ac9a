using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables;

/// <summary>Creates the initial rows, and reads them once.</summary>
internal sealed class DatabaseIdentity(NpgsqlDataSource database, IDatabaseReady ready, DatabaseRetries retries)
    : IDatabaseIdentity, IHostedService, IDisposable
{

    private readonly TaskCompletionSource<(DateTimeOffset CreatedAt, byte[] Key)> born = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();

    public async Task<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken) => (await born.Task.WaitAsync(cancellationToken)).CreatedAt;

    public async Task<string> PublicNameAsync(string lane, CancellationToken cancellationToken) =>
        NameOf(lane, (await born.Task.WaitAsync(cancellationToken)).Key);

    /// <summary>Of names that no lane has: the beginning of a lane's hash is public.</summary>
    public async Task<Guid> SecretIdAsync(string name, CancellationToken cancellationToken)
    {
        var (_, key) = await born.Task.WaitAsync(cancellationToken);
        return new Guid(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("secret:" + name)).AsSpan(0, 16));
    }

    /// <summary>As <see cref="PublicNameAsync"/> without waiting; null if the key was not read yet.</summary>
    public string? NameOf(string lane) => born.Task.IsCompletedSuccessfully ? NameOf(lane, born.Task.Result.Key) : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = BearAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    private static string NameOf(string lane, byte[] key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(lane)))[..16];

    private async Task BearAsync()
    {
        try
        {
            await ready.WaitAsync(stopping.Token);
            born.SetResult(await retries.RepeatAsync(ReadAsync, stopping.Token));
        }
        catch (OperationCanceledException)
        {
            born.TrySetCanceled();
        }
    }

    private async Task<(DateTimeOffset CreatedAt, byte[] Key)> ReadAsync(CancellationToken cancellationToken)
    {
        var read = new Statement<(DateTimeOffset, byte[])>("SELECT created_at, hmac_key FROM database", row => (row.Time("created_at"), row.Bytes("hmac_key")));
        await database.RunAsync(
            [
                new("INSERT INTO database (id, hmac_key, created_at) VALUES (1, @key, now()) ON CONFLICT DO NOTHING")
                {
                    Parameters = [new("key", RandomNumberGenerator.GetBytes(32))],
                },
                new("INSERT INTO provider (id) VALUES (1) ON CONFLICT DO NOTHING"),
                read,
            ],
            cancellationToken);
        return read.Rows[0];
    }
}
