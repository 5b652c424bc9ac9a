using System.Text;
using System.Text.Json.Nodes;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

/// <summary>Unknown values in every place of an update, except those that are needed to place it.</summary>
public sealed class TolerantUpdateTests
{
    private static readonly string[] Unknown = ["\"from_the_future\"", "{\"type\":\"community\"}", "[[]]", "true", "-1e300", "\"\\ud83d\"", "\"\\u0000\""];

    private static readonly string[] Needed = ["update_id", "message", "edited_message", "chat", "text", "caption", "is_bot"];

    public static TheoryData<string> WithWords =>
    [
        .. from file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Updates"), "*.json")
           let update = JsonNode.Parse(Readable(File.ReadAllText(file)))
           let message = (update as JsonObject)?["message"] ?? (update as JsonObject)?["edited_message"]
           where message?["chat"]?["type"]?.ToString() == "private" && (message["text"] ?? message["caption"]) is JsonValue words
               && words.ToString().Trim().Length > 0
           where message["from"]?["is_bot"]?.GetValue<bool>() != true
           select Path.GetFileNameWithoutExtension(file),
    ];

    [Theory]
    [MemberData(nameof(WithWords))]
    public void Whatever_is_unknown_around_them_the_words_pass(string name)
    {
        var json = Readable(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Updates", name + ".json")));
        var root = JsonNode.Parse(json)!;
        var message = root["message"] ?? root["edited_message"]!;
        var words = (message["text"] ?? message["caption"])!.ToString().Replace('\0', '\uFFFD');
        message["forward_origin"] ??= JsonNode.Parse("""{"type":"hidden_user","sender_user_name":"A","date":1}""");
        message["reply_to_message"] ??= JsonNode.Parse("""{"message_id":1,"date":1,"chat":{"id":501,"type":"private"},"text":"?"}""");

        foreach (var path in Places(root, []).ToList())
        {
            foreach (var unknown in Unknown)
            {
                var changed = root.DeepClone();
                Put(changed, path, JsonNode.Parse(unknown, documentOptions: new() { MaxDepth = 64 }), unknown);
                var raw = RawUpdate.Read(Encoding.UTF8.GetBytes(changed.ToJsonString().Replace("\"PLANTED\"", unknown, StringComparison.Ordinal)));

                var said = UpdateParser.Parse(raw) as ReceivedUpdate.PrivateMessage;

                var at = string.Join('.', path) + " = " + unknown;
                Assert.True(said is not null, $"{at}: the message is lost");
                var read = said.Content switch
                {
                    MessageContent.Words plain => plain.Text,
                    MessageContent.Media media => media.Caption,
                    _ => "",
                };
                Assert.True(read == words, $"{at}: the words are lost");
            }
        }
    }

    [Fact]
    public void Half_a_letter_in_a_name_of_a_member_stops_no_batch()
    {
        var batch = RawUpdate.ReadResult(Encoding.UTF8.GetBytes("""{"ok":true,"result":[{"update_id":1},{"upda\ud800te_id":2},{"update_id":3}]}"""));

        Assert.Equal([1, null, 3], batch.Select(update => update.Id));
    }

    private static string Readable(string json) => json.Replace("\\ud83d\"", "\"", StringComparison.Ordinal);

    private static IEnumerable<string[]> Places(JsonNode? node, string[] path) => node switch
    {
        JsonObject members => members.Where(member => !Needed.Contains(member.Key) || (path.Length > 1 && member.Key != "is_bot"))
            .Where(member => path is not [_, "chat"])
            .SelectMany(member => Places(member.Value, [.. path, member.Key]).Prepend([.. path, member.Key]))
            .Concat(
                path.Length == 0 ? Places(members["message"] ?? members["edited_message"], [members["message"] is null ? "edited_message" : "message"]) : []),
        JsonArray items => items.SelectMany((item, index) => Places(item, [.. path, index.ToString(System.Globalization.CultureInfo.InvariantCulture)])),
        _ => [],
    };

    private static void Put(JsonNode root, string[] path, JsonNode? value, string text)
    {
        var parent = path[..^1].Aggregate(
            root, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);
        var planted = text.Contains("\\u", StringComparison.Ordinal) ? JsonValue.Create("PLANTED") : value;
        if (parent is JsonArray items)
        {
            items[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = planted;
        }
        else
        {
            parent[path[^1]] = planted;
        }
    }
}
