using Npgsql;
using Relay.ServiceDefaults.Persistence;
using Relay.TelegramGateway.FetchingFiles;

namespace Relay.TelegramGateway.Persistence;

/// <summary>The table <c>file_host</c>.</summary>
internal sealed class FileHostsSeen(NpgsqlDataSource database) : IFileHostsSeen
{
    /// <summary>A host that no file was on for so long is of no interest.</summary>
    public static readonly Removal Forgetting = new("file_host", "host", "at", TimeSpan.FromDays(90));

    public Task KeepAsync(string host, CancellationToken cancellationToken) => database.RunAsync(
        new Statement("INSERT INTO file_host (host, at) VALUES (@host, now()) ON CONFLICT (host) DO UPDATE SET at = excluded.at")
        {
            Parameters = [new("host", host)],
        },
        cancellationToken);

    public Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        new Statement<string>("SELECT host FROM file_host ORDER BY at DESC LIMIT 1000", row => row.Text("host")), cancellationToken);
}
