using System.Runtime.CompilerServices;
using Npgsql;
using Relay.ServiceDefaults;
using Relay.ServiceDefaults.Examining;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>Reports what was learned of the account, and what nobody has checked.</summary>
internal sealed class LearnedExamination(IEvidence evidence, WahelpOptions options) : IExamination
{
    private const string Remedy = "Run ./relay wahelp learn PHONE with a test client's phone.";

    public async IAsyncEnumerable<Finding> ExamineAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { } facts)
        {
            yield return Finding.Open("What was learned of the account cannot be read: the database does not answer, or is not migrated yet.");
            yield break;
        }

        var shown = WayWords.Calls.Keys.Select(way => (Way: way, Shown: facts.ValueOf(Facts.Way(options.ChannelUuid, way)))).Where(one => one.Shown is not null)
            .ToList();
        foreach (var (way, what) in shown)
        {
            yield return Finding.Open("Learned: " + WayWords.Of(way, what!));
        }

        foreach (var fact in facts.Seen)
        {
            yield return Finding.Open("Learned: " + HiddenSigns.Show(fact));
        }

        if (shown.Count == 0)
        {
            yield return Finding.Open("It is not known what this account does with a client's text (POST …/messages and other methods).", Remedy);
        }

        if (options.Profile == WahelpProfile.Messages && facts.ValueOf(Facts.Way(options.ChannelUuid, SendingWay.Messages)) == WayShown.Sent)
        {
            yield return Finding.Wrong("With POST …/messages this account sends clients their own words.", $"Stop the relay, and ask Wahelp. {Remedy}");
        }
    }

    private async Task<Facts?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await evidence.ReadAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
