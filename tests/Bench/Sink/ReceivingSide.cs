using Relay.Bench.Load;

namespace Relay.Bench.Sink;

/// <summary>One provider's method that accepts messages, and its behaviour.</summary>
internal sealed class ReceivingSide
{
    private volatile Traffic? traffic;
    private int strays;

    /// <summary>The expected traffic; null if there is none.</summary>
    public Traffic? Traffic
    {
        get => traffic;
        set => traffic = value;
    }

    /// <summary>How long each call takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>True to answer every call with 503.</summary>
    public bool IsOut { get; set; }

    /// <summary>Clients whose number is divisible by it are answered with 500; 0 for none.</summary>
    public int SickEvery { get; set; }

    /// <summary>Messages that came unexpectedly.</summary>
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
