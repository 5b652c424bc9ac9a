using System.Text.Encodings.Web;
using System.Text.Json;

namespace Relay.Delivery;

/// <summary>How contracts are written into <c>accepted</c> and <c>delivery</c>.</summary>
public static class MessageJson
{
    // Cyrillic as itself, not as \uXXXX: a third of the bytes. U+0000 stays escaped, which PostgreSQL's text needs.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The contract as JSON.</summary>
    public static string Write(object contract) => JsonSerializer.Serialize(contract, contract.GetType(), Options);

    /// <summary>The contract back from JSON.</summary>
    public static T Read<T>(string body) => (T)Read(body, typeof(T));

    internal static object Read(string body, Type type) =>
        JsonSerializer.Deserialize(body, type, Options) ?? throw new JsonException("The stored body is null.");
}
