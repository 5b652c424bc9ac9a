using Relay.Bench.Load;

namespace Relay.Bench.Sink;

/// <summary>One provider's method that takes messages, and how it behaves.</summary>
internal sealed class ReceivingSide
{
    private volatile Traffic? traffic;
    private int strays;

    /// <summary>What is expected now; null: nothing is.</summary>
    public Traffic? Traffic
    {
        get => traffic;
        set => traffic = value;
    }

    /// <summary>How long each call takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>True: every call is answered 503.</summary>
    public bool IsOut { get; set; }

    /// <summary>Each client whose number divides by it is answered 500; 0: nobody is.</summary>
    public int SickEvery { get; set; }

    /// <summary>Messages that came while none was expected.</summary>
    public int Strays => Volatile.Read(ref strays);

    /// <summary>Takes a message.</summary>
    /// <returns>The status to answer.</returns>
    public int Take(int id)
    {
        if (IsOut)
        {
            return 503;
        }

        if (traffic is not { } expected)
        {
            Interlocked.Increment(ref strays);
            return 200;
        }

        if (SickEvery > 0 && expected.ClientOf(id - expected.First) % SickEvery == 0)
        {
            return 500;
        }

        expected.Arrive(id);
        if (Delay > TimeSpan.Zero)
        {
            Pause.For(Delay);
        }

        return 200;
    }
}
