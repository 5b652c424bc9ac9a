using Relay.Harness;

namespace Relay.EndToEnd.Tests.Conversations;

/// <summary>What a chat shows of one message.</summary>
internal sealed record Shows(string? Text, string? Kind = null, string? Name = null, string? Hash = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the chat shows exactly this after the thanks for the contact.</summary>
    public static Task UntilAsync(SandboxClient sandbox, long chat, params Shows[] expected) => UntilAsync(sandbox, chat, Patience, expected);

    /// <inheritdoc cref="UntilAsync(SandboxClient, long, Shows[])" />
    public static Task UntilAsync(SandboxClient sandbox, long chat, TimeSpan within, params Shows[] expected) => Waiting.UntilAsync(
        async () => (await sandbox.ShownAsync(chat)).Skip(1).Select(Of).SequenceEqual(expected), within, "the chat shows something else");

    private static Shows Of(ShownMessage message) => new(message.Text, message.File?.Kind, message.File?.Name, message.File?.Hash);
}
