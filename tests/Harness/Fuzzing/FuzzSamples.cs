namespace Relay.Harness.Fuzzing;

/// <summary>Good inputs to mutate.</summary>
public static class FuzzSamples
{
    /// <summary>Bodies of Wahelp's webhooks, in every known envelope.</summary>
    public static IReadOnlyList<string> Webhooks { get; } =
    [
        """{"action":"channel.message.created","payload":{"id":77,"destination":"from_operator","message":{"text":"Да","id":"x-1"},"user":{"phone":"+79991234567","uid":"tg1"},"channel":{"uuid":"u-1","alias":"clients_tg"},"created_at":"2026-11-22T10:00:00+03:00"}}""",
        """{"event":"message","data":{"direction":"operator","text":"Да","phone":89991234567,"channel":"clients_tg","message_id":"77","created_at":1795000000}}""",
        """{"type":"message","data":[{"direction":"client","body":"а","contact":{"phone":"9991234567"}},{"direction":"operator","text":"б","phone":"79991234567"}]}""",
        """[{"destination":"from_operator","message":"Да","user":{"uid2":"+79991234567"},"wahelp_id":5,"status":"read","status_at":"1795000000"}]""",
        """{"action":"channel.message.updated","payload":{"message":{"message":"Да","payload":{"id":3}},"state":"delivered","phone":"+79991234567","file":{"url":"x"}}}""",
        """{"action":"channel.user.created","payload":{"id":1}}""",
    ];

    /// <summary>Telegram's updates: those of the translation tests.</summary>
    public static IReadOnlyList<string> Updates { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "tests/TelegramGateway.Tests/Updates"), "*.json").Order(StringComparer.Ordinal).Select(
            File.ReadAllText),
    ];
}
