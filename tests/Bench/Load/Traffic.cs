using System.Diagnostics;

namespace Relay.Bench.Load;

/// <summary>
/// The messages of one measurement: when each was due to be written, and when it first arrived. All times are timestamps of this process, which has
/// one clock for both sides.
/// </summary>
internal sealed class Traffic
{
    private static int lastId;

    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long[] arrived;
    private readonly int[] latest;
    private readonly double ticksApart;
    private int missing;
    private int notOpened;
    private int broken;
    private long lastOpened;
    private int doubled;
    private int reordered;
    private int strays;
    private long started;

    public Traffic(Plan plan)
    {
        Plan = plan;
        First = Interlocked.Add(ref lastId, plan.Messages) - plan.Messages + 1;
        arrived = new long[plan.Messages];
        latest = new int[plan.Clients];
        missing = plan.Messages;
        notOpened = plan.Way == Direction.ToWahelp ? FileSizes().Count() : 0;
        ticksApart = plan.PerSecond > 0 ? Stopwatch.Frequency / plan.PerSecond : 0;
    }

    public Plan Plan { get; }

    /// <summary>The first message's id. Ids rise by one and are never reused in a run.</summary>
    public int First { get; }

    /// <summary>Completes when every message has arrived, and every link in one was opened.</summary>
    public Task Completed => completed.Task;

    public int Lost => Volatile.Read(ref missing);

    public int Doubled => doubled;

    /// <summary>Clients' files that their links did not show whole, or not yet.</summary>
    public int BrokenFiles => broken + Volatile.Read(ref notOpened);

    /// <summary>Of all files, in bytes.</summary>
    public long FileBytes => FileSizes().Sum(size => (long)size);

    /// <summary>Messages that came after a later one of the same client.</summary>
    public int Reordered => reordered;

    /// <summary>Arrivals of messages outside this traffic.</summary>
    public int Strays => strays;

    /// <summary>From the first message due to the last one arrived, or the last link opened.</summary>
    public TimeSpan Duration => Stopwatch.GetElapsedTime(started, Math.Max(arrived.Max(), Volatile.Read(ref lastOpened)));

    public double PerSecond => (Plan.Messages - Lost) / Duration.TotalSeconds;

    /// <summary>The number of the client who writes or is answered.</summary>
    public int ClientOf(int index) => index % Plan.Clients * Plan.Stride;

    /// <summary>The size of a message's file; null if it has none, or is not of this traffic.</summary>
    public int? FileSizeOf(int id) => id >= First && id - First < Plan.Messages && Plan.Files is { } files && files.IsFile(id - First)
        ? files.SizeOf(id - First)
        : null;

    public long DueAt(int index) => started + (long)(index * ticksApart);

    /// <summary>How many messages are written by now.</summary>
    public int DueBy(long now) => started == 0 || now < started ? 0
        : ticksApart == 0 ? Plan.Messages
        : (int)Math.Min(Plan.Messages, ((now - started) / ticksApart) + 1);

    /// <summary>Starts the clock of this traffic.</summary>
    public void Start() => started = Stopwatch.GetTimestamp();

    /// <summary>Records the arrival of a message.</summary>
    public void Arrive(int id)
    {
        var index = id - First;
        if (index < 0 || index >= arrived.Length)
        {
            Interlocked.Increment(ref strays);
            return;
        }

        if (Interlocked.CompareExchange(ref arrived[index], Stopwatch.GetTimestamp(), 0) != 0)
        {
            Interlocked.Increment(ref doubled);
            return;
        }

        // A client's messages must come one at a time: a system that lets two of them overlap could also reorder them.
        if (Interlocked.Exchange(ref latest[index % Plan.Clients], index + 1) > index)
        {
            Interlocked.Increment(ref reordered);
        }

        Interlocked.Decrement(ref missing);
        CompleteIfAllIsHere();
    }

    /// <summary>Records that a link was opened.</summary>
    /// <param name="isWhole">True if it showed the client's file.</param>
    public void OpenFile(bool isWhole)
    {
        Volatile.Write(ref lastOpened, Stopwatch.GetTimestamp());
        Interlocked.Add(ref broken, isWhole ? 0 : 1);
        Interlocked.Decrement(ref notOpened);
        CompleteIfAllIsHere();
    }

    /// <summary>From due to arrived, in milliseconds, sorted, for the messages that arrived.</summary>
    /// <param name="counts">Which messages, by their client's number; null for all.</param>
    public double[] Latencies(Func<int, bool>? counts = null) =>
    [
        .. Enumerable.Range(0, arrived.Length)
            .Where(index => arrived[index] != 0 && counts?.Invoke(ClientOf(index)) != false)
            .Select(index => Stopwatch.GetElapsedTime(DueAt(index), arrived[index]).TotalMilliseconds)
            .Order(),
    ];

    /// <summary>When the last message that was later than that arrived; 0 if there was none.</summary>
    /// <param name="millis">From due to arrived, in milliseconds.</param>
    public long LastArrivalLaterThan(double millis) => Enumerable.Range(0, arrived.Length)
        .Where(index => arrived[index] != 0 && Stopwatch.GetElapsedTime(DueAt(index), arrived[index]).TotalMilliseconds > millis)
        .Select(index => arrived[index])
        .DefaultIfEmpty()
        .Max();

    private IEnumerable<int> FileSizes() => Enumerable.Range(First, Plan.Messages).Select(FileSizeOf).OfType<int>();

    private void CompleteIfAllIsHere()
    {
        if (Volatile.Read(ref missing) == 0 && Volatile.Read(ref notOpened) == 0)
        {
            completed.TrySetResult();
        }
    }
}
