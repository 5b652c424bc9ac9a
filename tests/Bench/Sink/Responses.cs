using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Relay.Bench.Sink;

/// <summary>The sink's answers, rendered once. Two answers of a kind differ only in an id of ten digits.</summary>
internal static class Responses
{
    private const long FirstId = 1_000_000_000;
    private static readonly byte[] IdPlace = "1000000000"u8.ToArray();
    private static long lastId = FirstId;

    public static byte[] Sent { get; } = Render(
        200,
        """{"ok":true,"result":{"message_id":1000000000,"from":{"id":100500,"is_bot":true,"first_name":"Bench","username":"bench_bot"},"chat":{"id":100,"first_name":"Client","type":"private"},"date":1700000000,"text":"as it was sent"}}""");

    /// <summary>The same of a file; its id is never used, because no file comes twice.</summary>
    public static byte[] SentFile { get; } = Render(
        200,
        """{"ok":true,"result":{"message_id":1000000000,"from":{"id":100500,"is_bot":true,"first_name":"Bench","username":"bench_bot"},"chat":{"id":100,"first_name":"Client","type":"private"},"date":1700000000,"document":{"file_id":"bench-file","file_unique_id":"bench-file"},"caption":"as it was sent"}}""");

    public static byte[] Put { get; } = Render(200, """{"success":true,"data":{"id":1000000000,"user_id":1}}""");

    public static byte[] LoggedIn { get; } = Render(200, """{"success":true,"data":{"token_type":"bearer","access_token":"bench","expires_in":604800}}""");

    public static byte[] Refreshed { get; } = Render(200, """{"data":{"token":{"token":"bench","expires_in":604800}}}""");

    public static byte[] NoHistory { get; } = Render(200, """{"success":true,"data":[]}""");

    public static byte[] Failed { get; } = Render(
        500, """{"success":false,"ok":false,"error_code":500,"description":"Internal Server Error","message":"Server Error"}""");

    public static byte[] Unavailable { get; } = Render(
        503, """{"success":false,"ok":false,"error_code":503,"description":"Service Unavailable","message":"Service Unavailable"}""");

    public static byte[] NotFound { get; } = Render(404, """{"success":false,"ok":false,"error_code":404,"description":"Not Found","message":"Not Found"}""");

    public static int IndexOfId(byte[] response) => response.AsSpan().IndexOf(IdPlace);

    /// <summary>Copies a response with its own id.</summary>
    /// <returns>Its length.</returns>
    public static int CopyWithId(byte[] response, int idAt, Span<byte> output)
    {
        response.CopyTo(output);
        Utf8Formatter.TryFormat(Interlocked.Increment(ref lastId), output[idAt..], out _);
        return response.Length;
    }

    private static byte[] Render(int status, string json) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} {(status == 200 ? "OK" : "Error")}\r\nContent-Type: application/json\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));
}
