using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.Prompting;
using Relay.TelegramGateway.TelegramApi;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

/// <summary>No kind of message that a client can send is silent: of all kinds that Telegram.Bot knows, and whatever a newer one adds.</summary>
public class KindsTests
{
    private static readonly string Updates = Path.Combine(AppContext.BaseDirectory, "Updates");

    public static TheoryData<MessageType> Sent => [.. Enum.GetValues<MessageType>().Except(ServiceMessages.NobodySends)];

    public static TheoryData<MessageType> Unsent => [.. ServiceMessages.NobodySends];

    [Theory]
    [MemberData(nameof(Sent))]
    public void Each_kind_that_a_client_can_send_has_an_update_that_reaches_the_manager(MessageType kind) => Assert.Contains(
        Directory.GetFiles(Updates, "*.json"),
        file => IsOf(kind, file) && Published(file) is "ClientMessageReceived" or "ClientContactShared");

    [Theory]
    [MemberData(nameof(Unsent))]
    public void A_note_of_Telegrams_that_nobody_sent_is_not_relayed(MessageType kind)
    {
        var chat = new JsonObject { ["id"] = 501, ["type"] = "private", ["first_name"] = "Иван" };
        var message = new JsonObject
        {
            ["message_id"] = 10,
            ["date"] = 1_790_000_000,
            ["chat"] = chat,
            ["from"] = new JsonObject { ["id"] = 501, ["is_bot"] = false, ["first_name"] = "Иван" },
            [JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString())] = Sample(kind, chat),
        };
        var raw = RawUpdate.Read(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["update_id"] = 1, ["message"] = message }));

        Assert.Equal(new ReceivedUpdate.Ignored(kind.ToString()), UpdateParser.Parse(raw));
    }

    [Fact]
    public void Each_kind_has_its_own_words_in_both_languages() => Assert.All(
        Enum.GetValues<RelayLanguage>(),
        language => Assert.DoesNotContain(
            Words.Placeholder(language, MediaKind.Unknown),
            Enum.GetValues<MediaKind>().Except([MediaKind.Unknown]).Select(kind => Words.Placeholder(language, kind))));

    private static bool IsOf(MessageType kind, string file)
    {
        try
        {
            return TolerantUpdate.Read(File.ReadAllText(file))?.Message is { } message && message.Type == kind;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // one that cannot be read has no kind
        }
    }

    private static string? Published(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Updates, "Expected", Path.GetFileName(file))))!["Type"]?.GetValue<string>();

    private static JsonNode? Sample(MessageType kind, JsonObject chat) => Type.GetTypeCode(typeof(Message).GetProperty(kind.ToString())!.PropertyType) switch
    {
        TypeCode.String => "Новое название",
        _ when kind == MessageType.PinnedMessage => new JsonObject { ["message_id"] = 3, ["date"] = 1, ["chat"] = chat.DeepClone() },
        _ when typeof(Message).GetProperty(kind.ToString())!.PropertyType.IsArray => new JsonArray(new JsonObject { ["id"] = 7, ["file_id"] = "f" }),
        _ when kind is MessageType.MigrateFromChatId or MessageType.MigrateToChatId => -1009,
        _ when typeof(Message).GetProperty(kind.ToString())!.PropertyType == typeof(bool?) => true,
        _ => new JsonObject(),
    };
}
