namespace Relay.TelegramGateway.ReceivingUpdates;

/// <summary>
/// The command <c>/start</c>, alone or with a payload as Telegram defines it: 1 to 64 of <c>A-Za-z0-9_-</c>
/// (core.telegram.org/bots/features#deep-linking). Any other text after it is the client's message.
/// </summary>
/// <param name="Payload">Null if there is none.</param>
internal sealed record StartCommand(string? Payload)
{
    private const string Name = "/start";
    private const int LongestPayload = 64;

    /// <summary>In linear time, because the text is untrusted.</summary>
    /// <returns>Null if the text is something else.</returns>
    public static StartCommand? Read(string text)
    {
        var (command, rest) = Split(text.AsSpan().TrimEnd());
        if (!command.StartsWith(Name, StringComparison.Ordinal) || !IsAddress(command[Name.Length..]))
        {
            return null;
        }

        return rest.Length == 0 ? new(Payload: null)
            : rest.Length <= LongestPayload && !rest.ContainsAnyExcept(Words) ? new(rest.ToString())
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> Words =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    /// <summary>Nothing, or <c>@</c> and the bot's name.</summary>
    private static bool IsAddress(ReadOnlySpan<char> text) => text.Length == 0 || (text[0] == '@' && text.Length > 1 && !text[1..].ContainsAnyExcept(Words));

    private static Parts Split(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return new(text[..end], text[end..].Trim());
    }

    private readonly ref struct Parts(ReadOnlySpan<char> command, ReadOnlySpan<char> rest)
    {
        private readonly ReadOnlySpan<char> command = command;
        private readonly ReadOnlySpan<char> rest = rest;

        public void Deconstruct(out ReadOnlySpan<char> command, out ReadOnlySpan<char> rest)
        {
            command = this.command;
            rest = this.rest;
        }
    }
}
