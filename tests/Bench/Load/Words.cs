using System.Buffers.Text;
using System.Text;

namespace Relay.Bench.Load;

/// <summary>The text of messages: an ordinary sentence that begins with the message's id, by which the other side recognises it.</summary>
internal static class Words
{
    private const byte Mark = (byte)'#';
    private const string Sentence = "Здравствуйте! Подскажите, пожалуйста, когда будет готов мой заказ?";

    public static string Of(int id) => $"#{id:D10} {Sentence}";

    /// <summary>The id of the message in a call's body; null if there is none.</summary>
    public static int? Find(ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf(Mark);
        return at >= 0 && Utf8Parser.TryParse(body.Slice(at + 1, Math.Min(10, body.Length - at - 1)), out int id, out var read) && read == 10 ? id : null;
    }
}
