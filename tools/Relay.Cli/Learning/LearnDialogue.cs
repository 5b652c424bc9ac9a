using Relay.Cli.Management;

namespace Relay.Cli.Learning;

/// <summary>Each step is a question. The service stores and judges what was seen, so an aborted run leaves nothing behind.</summary>
internal sealed class LearnDialogue(Questions questions, ManagementClient management, uint seconds)
{
    private const string InCrm = "Does amoCRM show it as the client's?";

    /// <summary>The ways to send a text.</summary>
    private static readonly (string Name, string How, string Question)[] Ways =
    [
        ("messages", "by POST …/messages, which should show it in amoCRM as the client's", InCrm),
        ("send_message", "by POST …/send_message, which should send it to the client's phone", InCrm),
        ("from", "by POST …/send_message with destination=from. It may show it in amoCRM as the client's, or send it to the client's phone", InCrm),
        ("comment", "by POST …/send_message with destination=comment. It may be a note for managers, or go to the client's phone",
        "Does amoCRM show it to managers?"),
    ];

    /// <summary>What the manager does.</summary>
    private static readonly (string Name, string What)[] Acts =
    [
        ("write", "As the manager, write something to this client in amoCRM."),
        ("edit", "Edit it there (skip if that is not possible)."),
        ("delete", "Delete it there (skip if that is not possible)."),
        ("photo", "As the manager, send this client a photo."),
    ];

    /// <returns>What the service found out; after a line of dashes, the report.</returns>
    public async Task<string> RunAsync(string phone, CancellationToken cancellationToken)
    {
        questions.Say("Take the phone of your test client, and open this client in amoCRM. Nothing is sent unless you answer y, and no setting is changed.");
        questions.Say(await AskAsync("", new { phone }, cancellationToken));
        try
        {
            foreach (var way in Ways)
            {
                await TryAsync(way.Name, way.How, way.Question, cancellationToken);
            }

            foreach (var act in Acts)
            {
                await AwaitAsync(act.Name, act.What, cancellationToken);
            }

            return await AskAsync("/end", body: null, cancellationToken);
        }
        catch
        {
            await management.TextAsync(HttpMethod.Delete, "/learning", body: null, CancellationToken.None);
            throw;
        }
    }

    private async Task TryAsync(string way, string how, string question, CancellationToken cancellationToken)
    {
        questions.Pause();
        if (!await questions.AgreesAsync($"Send a short text {how}?"))
        {
            return;
        }

        var said = await AskAsync($"/sent/{way}?seconds={seconds}", body: null, cancellationToken);
        questions.Say(said);
        if (said.StartsWith("Refused", StringComparison.Ordinal))
        {
            return;
        }

        var onPhone = await questions.SawAsync("Did it arrive on the phone, in any messenger?");
        var inCrm = await questions.SawAsync(question);
        await AskAsync($"/eyes/{way}", new { onPhone, inCrm }, cancellationToken);
    }

    private async Task AwaitAsync(string act, string what, CancellationToken cancellationToken)
    {
        questions.Pause();
        if (await questions.DoneAsync(what))
        {
            questions.Say(await AskAsync($"/acts/{act}?seconds={seconds}", body: null, cancellationToken));
        }
    }

    private Task<string> AskAsync(string step, object? body, CancellationToken cancellationToken) =>
        management.TextAsync(HttpMethod.Post, $"/learning{step}", body, cancellationToken);
}
