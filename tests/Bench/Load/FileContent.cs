using System.Globalization;
using System.Text;

namespace Relay.Bench.Load;

/// <summary>
/// The bytes of the bench's files: a stamp of the message, then the beginning of a block that all have. So no two files are equal, and none must be kept.
/// </summary>
internal static class FileContent
{
    /// <summary>The name that clients' files have.</summary>
    public const string Name = "bench.bin";

    private const int StampLength = 16;
    private const int Largest = 8_000_000;
    private static readonly byte[] Block = Make();

    /// <summary>The last part of an address or a <c>file_id</c>: all that the providers must know of a file.</summary>
    public static string Key(int id, int size) => string.Create(CultureInfo.InvariantCulture, $"{id:D10}-{size:D8}");

    /// <summary>Reads a key at the end of a path.</summary>
    /// <returns>Null if the path ends with no key.</returns>
    public static (int Id, int Size)? Read(ReadOnlySpan<byte> path) =>
        path.Length > Key(0, 0).Length && path[^9] == (byte)'-'
            && int.TryParse(path[^19..^9], CultureInfo.InvariantCulture, out var id) && int.TryParse(path[^8..], CultureInfo.InvariantCulture, out var size)
            && size is >= StampLength and <= Largest
            ? (id, size)
            : null;

    public static void CopyTo(int id, Span<byte> file)
    {
        Stamp(id, file);
        Block.AsSpan(0, file.Length - StampLength).CopyTo(file[StampLength..]);
    }

    /// <summary>True if these bytes belong to the file at this position.</summary>
    public static bool Has(int id, int position, ReadOnlySpan<byte> bytes)
    {
        if (position >= StampLength)
        {
            return Block.AsSpan(position - StampLength).StartsWith(bytes);
        }

        Span<byte> stamp = stackalloc byte[StampLength];
        Stamp(id, stamp);
        var length = Math.Min(StampLength - position, bytes.Length);
        return stamp.Slice(position, length).SequenceEqual(bytes[..length]) && Block.AsSpan().StartsWith(bytes[length..]);
    }

    /// <summary>True if a message's whole file is somewhere in these bytes.</summary>
    public static bool IsIn(int id, int size, ReadOnlySpan<byte> bytes)
    {
        Span<byte> stamp = stackalloc byte[StampLength];
        Stamp(id, stamp);
        var at = bytes.IndexOf(stamp);
        return at >= 0 && bytes.Length - at >= size && Has(id, 0, bytes.Slice(at, size));
    }

    private static void Stamp(int id, Span<byte> to) => Encoding.ASCII.GetBytes($"bench {id:D10}", to);

    private static byte[] Make()
    {
        var block = new byte[Largest];
        new Random(Largest).NextBytes(block);
        return block;
    }
}
