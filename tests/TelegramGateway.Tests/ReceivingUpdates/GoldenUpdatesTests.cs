using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.LinkingFiles;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

/// <summary>
/// One file per kind of update in Updates/, with its result in Updates/Expected/. A new or changed result is written beside the sources as
/// <c>*.actual.json</c>: read it, then rename it.
/// </summary>
public class GoldenUpdatesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-22T12:00:00Z", CultureInfo.InvariantCulture);

    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly UpdateTranslator translator = new(botId: 100, RelayLanguage.Ru) { LinksFiles = true };

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Updates"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(
            StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_update_becomes_what_its_file_says(string name)
    {
        var raw = RawUpdate.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Updates", name + ".json")));

        var parsed = UpdateParser.Parse(raw);

        var translation = translator.Translate(raw, parsed, KnownOfChat.Nothing with { Link = LinkOf(parsed) }, Now);

        var actual = Render(translation);
        var expected = Path.Combine(AppContext.BaseDirectory, "Updates", "Expected", name + ".json");
        if (!File.Exists(expected) || File.ReadAllText(expected) != actual)
        {
            File.WriteAllText(Path.Combine(Sources(), "Updates", "Expected", name + ".actual.json"), actual);
        }

        Assert.True(File.Exists(expected), $"{name} has no expected result.");
        Assert.Equal(File.ReadAllText(expected), actual);
    }

    private static string Render(Translation translation) => JsonSerializer.Serialize(
        new
        {
            translation.Intake.MessageId,
            HasRaw = translation.Intake.Raw is not null,
            translation.Intake.Lane,
            translation.Intake.Party,
            Type = translation.Intake.Publish?.GetType().Name,
            translation.Intake.Publish,
            translation.Intake.Local,
            translation.Intake.Dead,
            translation.StartPayload,
            translation.File,
        },
        Pretty) + "\n";

    private static FileLink? LinkOf(ReceivedUpdate? update) => update is ReceivedUpdate.PrivateMessage { File: { IsTooBig: false } file }
        ? new FileLink(new Guid("0123456789abcdef0123456789abcdef"), $"https://relay.example/files/0123456789abcdef0123456789abcdef/{AddressName.Of(file)}")
        : null;

    private static string Sources([CallerFilePath] string file = "") => Path.GetDirectoryName(Path.GetDirectoryName(file))!;
}
