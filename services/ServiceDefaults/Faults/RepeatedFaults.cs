using System.Diagnostics;

namespace Relay.ServiceDefaults.Faults;

/// <summary>
/// Keeps a fault that repeats every second from flooding the log: the same line with the same fault is written at once, and then every five minutes
/// with the number of repetitions.
/// </summary>
internal sealed class RepeatedFaults(TimeProvider time)
{
    private const int MostRemembered = 1000;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Category, string Line, string Fault), (long Since, int LeftOut)> written = [];

    /// <summary>How many such lines were omitted since the last one was written; null to omit this one too.</summary>
    public int? Take(string category, string line, Exception exception)
    {
        var key = (category, line, Kind(exception));
        lock (gate)
        {
            var isKnown = written.TryGetValue(key, out var last);
            if (isKnown && time.GetElapsedTime(last.Since) < Quiet)
            {
                written[key] = (last.Since, last.LeftOut + 1);
                return null;
            }

            if (!isKnown && written.Count == MostRemembered)
            {
                written.Clear();
            }

            written[key] = (time.GetTimestamp(), 0);
            return last.LeftOut;
        }
    }

    /// <summary>Types, codes, and where the innermost exception was thrown: the rest of the stack may differ with each call.</summary>
    private static string Kind(Exception exception)
    {
        var chain = FaultText.Chain(exception).ToList();
        var frame = new StackTrace(chain[^1], fNeedFileInfo: false).GetFrame(0);
        var method = frame?.GetMethod();
        return $"{string.Join('>', chain.Select(FaultText.Name))}@{method?.DeclaringType}.{method?.Name}+{frame?.GetILOffset()}";
    }
}
