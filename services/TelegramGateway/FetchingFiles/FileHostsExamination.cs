using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Examining;

namespace Relay.TelegramGateway.FetchingFiles;

/// <summary>Names the hosts of managers' files that were not fetched. Only the owner knows whether Wahelp keeps files there.</summary>
internal sealed class FileHostsExamination(IFileHostsSeen seen, FileHosts hosts) : IExamination
{
    private const int MostNamed = 10;

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } known)
        {
            yield return Finding.Open("The hosts of managers' files cannot be read: the database does not answer, or is not migrated yet.");
            yield break;
        }

        var others = known.Where(host => !hosts.Contain(host)).ToList();
        yield return others.Count == 0
            ? Finding.Good("WAHELP_FILE_HOSTS names every host that managers' files were on lately.")
            : Finding.Open(
                $"Managers' files were not fetched, because WAHELP_FILE_HOSTS does not name their hosts: {Names(others)}.",
                "If Wahelp keeps files there, add the hosts to WAHELP_FILE_HOSTS, restart TelegramGateway, and replay its dead letters.");
    }

    private static string Names(List<string> hosts) => HiddenSigns.Show(string.Join(", ", hosts.Take(MostNamed)))
        + (hosts.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {hosts.Count - MostNamed} more") : "");

    private async Task<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await seen.ReadAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
