namespace Relay.ClientDirectory.Persistence;

/// <summary>A row of an imported base.</summary>
/// <param name="Line">Where it stands in the file: of two rows the later one was said later.</param>
/// <param name="Phone">In E.164.</param>
/// <param name="FullName">May be empty.</param>
/// <param name="TelegramUserId">The account.</param>
internal sealed record ImportedClient(int Line, string Phone, string FullName, long TelegramUserId)
{
    /// <summary>Each line a little later than the one before it: of several phones of one account the last one counts.</summary>
    public DateTimeOffset SaidAt(DateTimeOffset start) => start.AddMicroseconds(Line);
}
