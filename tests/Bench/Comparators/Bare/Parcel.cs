using System.Buffers.Binary;
using System.Text;

namespace Relay.Bench.Comparators.Bare;

/// <summary>A message between the two sides, with its wire format.</summary>
/// <param name="Id">The idempotency key.</param>
/// <param name="Lane">The conversation.</param>
/// <param name="Number">Rises by one within the lane.</param>
/// <param name="Text">The text.</param>
/// <param name="Tag">The broker's delivery tag, for the acknowledgement.</param>
internal sealed record Parcel(long Id, long Lane, long Number, string Text, ulong Tag = 0)
{
    private const int Head = 3 * sizeof(long);

    public byte[] Write()
    {
        var bytes = new byte[Head + Encoding.UTF8.GetByteCount(Text)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Lane);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Number);
        Encoding.UTF8.GetBytes(Text, bytes.AsSpan(Head));
        return bytes;
    }

    public static Parcel Read(ReadOnlySpan<byte> bytes, ulong tag) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        Encoding.UTF8.GetString(bytes[Head..]),
        tag);
}
