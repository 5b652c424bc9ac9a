namespace Relay.Bench.Load;

/// <summary>Which messages of a plan have a file, evenly among the others, and of what size. The others are texts.</summary>
/// <param name="Bytes">The mean size. Sizes differ by a quarter both ways: Telegram spaces uploads of equal sizes.</param>
/// <param name="Texts">The number of texts in a round.</param>
/// <param name="Round">The number of messages in a round. The plan's clients are a multiple of it, so that a client has either texts or files.</param>
internal sealed record FileMix(int Bytes, int Texts, int Round)
{
    private const int Step = 7919; // a prime: neighbours differ much
    private const int Sizes = 1000;

    /// <summary>Every message has a file.</summary>
    public static FileMix All(int bytes) => new(bytes, Texts: 0, Round: 1);

    public bool IsFile(int index) => (index % Round * Texts / Round) == ((index % Round + 1) * Texts / Round);

    /// <summary>Of the file of this message, in bytes.</summary>
    public int SizeOf(int index) => Bytes / 4 * 3 + (int)(Bytes / 2L * (index * (long)Step % Sizes) / Sizes);
}
