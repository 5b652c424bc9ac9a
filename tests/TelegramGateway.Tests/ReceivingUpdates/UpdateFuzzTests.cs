using System.Text;
using System.Text.Json;
using Relay.Harness.Fuzzing;
using Relay.ServiceDefaults.Configuration;
using Relay.TelegramGateway.ReceivingUpdates;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.Tests.ReceivingUpdates;

/// <summary>Every update becomes something to store: a message, a seen event, or a dead letter.</summary>
public class UpdateFuzzTests
{
    private readonly UpdateTranslator translator = new(botId: 100, RelayLanguage.Ru);

    [Fact]
    public void No_update_throws_and_each_becomes_something_to_store()
    {
        var understood = 0;

        var tried = Fuzz.Run(FuzzSamples.Updates, input =>
        {
            if (Read(input) is not { } raw)
            {
                return; // not JSON at all: the poll fails as a whole and is repeated
            }

            var parsed = UpdateParser.Parse(raw);
            var translation = translator.Translate(raw, parsed, KnownOfChat.Nothing, DateTimeOffset.UnixEpoch);
            Assert.True(parsed is null == translation.Intake.Dead is not null, "unreadable updates, and they alone, are dead letters");
            understood += translation.Intake.Publish is null ? 0 : 1;
        });

        TestContext.Current.TestOutputHelper?.WriteLine($"{tried} updates, {understood} of them messages; RELAY_SEED={Fuzz.Seed}");
        Assert.True(understood > tried / 100, "the mutations still reach the code behind the parser");
    }

    private static RawUpdate? Read(string input)
    {
        try
        {
            return RawUpdate.Read(Encoding.UTF8.GetBytes(input));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
