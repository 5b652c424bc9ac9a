using System.Diagnostics;

namespace Relay.ServiceDefaults;

/// <summary>
/// Moments at which a test kills the process as by <c>kill -9</c>: between two steps that no signal from outside would hit. Off unless the
/// environment variable <see cref="Variable"/> names one, as <c>name</c>, or <c>name:3</c> for its third pass. If it is off, the field stays null,
/// and the compiler removes the check from hot code.
/// </summary>
public static class FailPoint
{
    /// <summary>Names the moment; for tests only.</summary>
    public const string Variable = "RELAY_FAIL_POINT";

    /// <summary>The input is committed; its sender has no answer yet.</summary>
    public const string Accepted = "accepted";

    /// <summary>A batch of Telegram's updates is stored; the next getUpdates, which would confirm it, has not begun.</summary>
    public const string BatchStored = "batch-stored";

    /// <summary>The broker confirmed a publication; the confirm is not written yet.</summary>
    public const string Published = "published";

    /// <summary>A consumer committed its message; the broker has no acknowledgement yet.</summary>
    public const string Consumed = "consumed";

    /// <summary>An intent is committed; the call has not begun.</summary>
    public const string Intended = "intended";

    /// <summary>The provider answered; the outcome is not committed yet.</summary>
    public const string Answered = "answered";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Accepted, BatchStored, Published, Consumed, Intended, Answered];

    private static readonly Armed? Now = Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Kills the process if this is the named moment.</summary>
    public static void Reach(string name)
    {
        if (Now is not null && Now.Name == name && Now.Passes())
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
            self.WaitForExit(); // the signal is on its way: do not continue
        }
    }

    /// <summary>Parses the variable; null if it is not set.</summary>
    /// <exception cref="ArgumentException">It names no moment, or its count is not a number above 0.</exception>
    public static Armed? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var parts = text.Split(':', 2);
        return Names.Contains(parts[0], StringComparer.Ordinal) && (parts.Length == 1 || IsCount(parts[1]))
            ? new Armed(parts[0], parts.Length == 1 ? 1 : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))
            : throw new ArgumentException(
                $"{Variable} is for tests only; leave it unset, or name one of {string.Join(", ", Names)}, with :N for its N-th passing.");
    }

    private static bool IsCount(string text) => int.TryParse(text, out var count) && count > 0;

    /// <summary>The moment to wait for.</summary>
    /// <param name="Name">One of <see cref="Names"/>.</param>
    /// <param name="Passing">The pass at which to die, from 1.</param>
    public sealed record Armed(string Name, int Passing)
    {
        private int passed;

        /// <summary>Counts a pass; true at the chosen one.</summary>
        public bool Passes() => Interlocked.Increment(ref passed) == Passing;
    }
}
