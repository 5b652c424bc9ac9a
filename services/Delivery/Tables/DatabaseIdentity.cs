using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Relay.ServiceDefaults.Persistence;

namespace Relay.Delivery.Tables;

/// <summary>Makes the rows that are there from the start, and reads them once.</summary>
internal sealed class DatabaseIdentity(NpgsqlDataSource database, IDatabaseReady ready, TimeProvider time) : IDatabaseIdentity, IHostedService, IDisposable
{
    private readonly TaskCompletionSource<(DateTimeOffset CreatedAt, byte[] Key)> born = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();

    public async Task<DateTimeOffset> CreatedAtAsync(CancellationToken cancellationToken) => (await born.Task.WaitAsync(cancellationToken)).CreatedAt;

    public async Task<string> PublicNameAsync(string lane, CancellationToken cancellationToken) =>
        NameOf(lane, (await born.Task.WaitAsync(cancellationToken)).Key);

    /// <summary>The same, for who cannot wait; null where the key has not been read yet.</summary>
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
            born.SetResult(await TransientErrors.RepeatAsync(ReadAsync, time, stopping.Token));
        }
        catch (OperationCanceledException)
        {
            born.TrySetCanceled();
        }
    }

    private async Task<(DateTimeOffset CreatedAt, byte[] Key)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("INSERT INTO database (id, hmac_key, created_at, restored_before) VALUES (1, @key, now(), 0) ON CONFLICT DO NOTHING")
        {
            Parameters = { new("key", RandomNumberGenerator.GetBytes(32)) },
        });
        batch.BatchCommands.Add(new("INSERT INTO provider (id, account, probes) VALUES (1, false, 0) ON CONFLICT DO NOTHING"));
        batch.BatchCommands.Add(new("SELECT created_at, hmac_key FROM database"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<byte[]>(1));
    }
}
