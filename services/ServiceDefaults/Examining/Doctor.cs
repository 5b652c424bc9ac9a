using System.Globalization;

namespace Relay.ServiceDefaults.Examining;

/// <summary>
/// Checks a set-up with this service's own secrets: what is right, and what is wrong with its remedy. The exit code is 1 if something is wrong.
/// </summary>
internal sealed class Doctor(IEnumerable<IExamination> examinations, ServiceIdentity service, TimeProvider time) : IVerb
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Name => "doctor";

    public bool NeedsDatabase => false;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        await Console.Out.WriteLineAsync($"{service.Name}:");
        foreach (var examination in examinations)
        {
            await foreach (var finding in FindAsync(examination, cancellationToken))
            {
                findings.Add(finding);
                await Console.Out.WriteLineAsync(Words(finding));
            }
        }

        var wrong = findings.Count(finding => finding.IsGood == false);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"  {findings.Count(finding => finding.IsGood == true)} right, {wrong} wrong, {findings.Count(finding => finding.IsGood is null)} open."));
        return wrong == 0 ? 0 : 1;
    }

    private async IAsyncEnumerable<Finding> FindAsync(
        IExamination examination, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await using var findings = examination.ExamineAsync(both.Token).GetAsyncEnumerator(both.Token);
        while (true)
        {
            Finding finding;
            var ends = false;
            try
            {
                if (!await findings.MoveNextAsync())
                {
                    yield break;
                }

                finding = findings.Current;
            }
            catch (Exception error)
            {
                // The type alone: messages may quote what was sent.
                finding = Finding.Wrong($"{examination.GetType().Name.Split('`')[0]} was aborted ({error.GetType().Name}).",
                    "See the lines above; then run it again.");
                ends = true;
            }

            yield return finding;
            if (ends)
            {
                yield break;
            }
        }
    }

    private static string Words(Finding finding)
    {
        var mark = finding.IsGood switch { true => "  right  ", false => "  WRONG  ", null => "  open   " };
        return mark + finding.What + (finding.Remedy.Length == 0 ? "" : "\n         → " + finding.Remedy);
    }
}
