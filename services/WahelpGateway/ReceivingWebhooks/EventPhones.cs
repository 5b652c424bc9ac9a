using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>
/// Finds the phone in an event. Wahelp's phones come in any spelling. With <c>+</c> they are unambiguous; without, the national and the international
/// reading may be two people's. Then the one that is a client of this relay is meant, and only the directory knows that.
/// </summary>
internal sealed partial class EventPhones(SpelledPhones phones, IClientPhones clients, TimeProvider time, ILogger<EventPhones> logger)
{
    private const int DigitsAtHome = 10;
    private const char TrunkPrefix = '8';

    /// <summary>A messenger's id has fewer digits; one with as many is no phone of any country.</summary>
    private const int FewestDigitsOfUid = 11;

    /// <summary>The webhook waits no longer: its event is stored, and asks again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>While the directory is away, not every event waits for it.</summary>
    private static readonly TimeSpan NotAskedAgainFor = TimeSpan.FromSeconds(5);

    private DateTimeOffset awayUntil = DateTimeOffset.MinValue;

    /// <summary>The readings of the first text that has an unambiguous one; else of the first that has any.</summary>
    public PhoneReadings Read(IEnumerable<EventPhone> texts)
    {
        var readings = texts.Select(Read).Where(reading => !reading.IsNone).ToList();
        return readings.Find(reading => reading.Phone is not null) is { IsNone: false } sure ? sure : readings.FirstOrDefault();
    }

    /// <summary>The message with the phone that is meant; null if the directory does not answer.</summary>
    public async Task<JudgedMessage?> DecideAsync(JudgedMessage message, CancellationToken cancellationToken)
    {
        if (message.OtherPhone is not { } other)
        {
            return message;
        }

        if (time.GetUtcNow() < awayUntil)
        {
            return null;
        }

        try
        {
            var isOther = clients.KnowsAsync(other);
            var isPhone = message.Phone is { } phone ? clients.KnowsAsync(phone) : Task.FromResult(false);
            var known = await Task.WhenAll(isPhone, isOther).WaitAsync(Patience, time, cancellationToken);
            return message with { Phone = !known[0] && known[1] ? other : message.Phone, OtherPhone = null };
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NoAnswer(logger, error);
            awayUntil = time.GetUtcNow() + NotAskedAgainFor;
            return null;
        }
    }

    private PhoneReadings Read(EventPhone written)
    {
        var text = written.Text.Trim();
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var hasPlus = text.StartsWith('+');
        if (hasPlus || written.MayBeId)
        {
            return !hasPlus && digits.Length < FewestDigitsOfUid ? default : InternationalPhone.TryRead(text, out var listed) ? new(listed, null)
                : hasPlus && InternationalPhone.TryTake(text, out var taken) ? new(null, taken)
                : default;
        }

        var home = phones.TryReadAtHome(text, out var athome) ? athome : null;
        var abroad = InternationalPhone.TryTake(text, out var international) && InternationalPhone.IsPossible(international) ? international : null;
        return home is null ? (abroad is not null && InternationalPhone.IsListed(abroad) ? new(abroad, null) : new(null, abroad))
            : abroad is null || abroad == home ? new(home, null)
            : IsSpelledAtHome(digits) || !InternationalPhone.IsListed(abroad) ? new(home, abroad)
            : new(abroad, home);
    }

    private static bool IsSpelledAtHome(string digits) =>
        digits.Length == DigitsAtHome || (digits.Length == DigitsAtHome + 1 && digits[0] == TrunkPrefix);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "ClientDirectory does not answer; an event with an ambiguous phone waits")]
        public static partial void NoAnswer(ILogger logger, Exception exception);
    }
}

/// <summary>The readings of a text.</summary>
/// <param name="Phone">In E.164: the phone unless only <paramref name="Other"/> is a client; null if only that one is possible.</param>
/// <param name="Other">The other reading, if it is a client's; null if there is none.</param>
internal readonly record struct PhoneReadings(string? Phone, string? Other)
{
    public bool IsNone => Phone is null && Other is null;
}
