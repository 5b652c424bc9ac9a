namespace Relay.Sandbox.Telegram;

/// <summary>A bot's message as its chat shows it.</summary>
internal sealed record ShownText(long Id, string Text, DateTimeOffset At, bool IsEdited);
