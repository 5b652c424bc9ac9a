using System.Text;
using System.Text.Json;
using Relay.ServiceDefaults.DeadLetters;
using Relay.TelegramGateway.TelegramApi;

namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>Processes an update that could not be read or stored again, as if it came now.</summary>
internal sealed class UpdateReplay(UpdateIntake intake) : IDeadLetterReplay
{
    public bool Takes(string source) => source is DeadLetterSource.TelegramUpdate or DeadLetterSource.Accepting;

    public async Task<ReplayResult> ReplayAsync(StoredLetter letter, CancellationToken cancellationToken)
    {
        if (Read(letter.Raw) is not { } update || UpdateParser.Parse(update) is null)
        {
            return new ReplayResult(Done: false, "it still cannot be read");
        }

        var added = await intake.AcceptAsync([update], alongside: null, cancellationToken);
        return new ReplayResult(
            Done: true,
            added.Count > 0 ? "accepted" : "nothing was done: it had been accepted before, or the database refused it again and it is a new letter");
    }

    private static RawUpdate? Read(string raw)
    {
        try
        {
            return RawUpdate.Read(Encoding.UTF8.GetBytes(raw));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
