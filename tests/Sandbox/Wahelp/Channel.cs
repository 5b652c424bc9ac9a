using Relay.Sandbox.Controls;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Scripting;

namespace Relay.Sandbox.Wahelp;

/// <summary>The one channel: what API sends and managers put into it.</summary>
internal sealed class Channel(Journal journal, Webhooks webhooks, Settings settings, TimeProvider time)
{
    private static readonly TimeSpan LongestEcho = TimeSpan.FromSeconds(3);

    // Rises over restarts of the process too: the relay under test remembers the ids it has seen.
    private long lastId = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Stores a message sent by API and returns its id; echoes are posted as the settings say.</summary>
    public async Task<long> AcceptAsync(Entry sent, string? fault)
    {
        var id = Interlocked.Increment(ref lastId);
        var stored = journal.Add(sent with { What = What.WahelpAccepted, Id = id, Status = 200, Reason = fault });
        var echo = settings.Now.Echo;
        if (echo == EchoMode.None)
        {
            return id;
        }

        var attempted = Echo(stored, echo == EchoMode.WithoutId ? null : id);
        if (echo == EchoMode.Twice)
        {
            _ = Echo(stored, id);
        }

        if (echo == EchoMode.Before)
        {
            // A send must not hang on a webhook that nobody takes.
            await Task.WhenAny(attempted, Task.Delay(LongestEcho, time));
        }

        return id;
    }

    public void Refuse(Entry sent, int? status, string reason) =>
        journal.Add(sent with { What = What.WahelpRefused, Status = status, Reason = reason });

    /// <summary>Records a send that a script keeps from taking effect.</summary>
    public void Refuse(Entry sent, ScriptedAnswer script)
    {
        var answered = script.Then == Ending.Answer;
        Refuse(sent, answered ? script.Status ?? 200 : null, answered ? WahelpAnswers.Describe(script) : script.Fault);
    }

    /// <summary>A manager's message, an edit or a status of one: recorded, and posted as a webhook.</summary>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public long Write(ManagerMessage message)
    {
        var phone = PhoneNumbers.Normalize(message.Phone) ?? message.Phone;
        var id = message.Id ?? Interlocked.Increment(ref lastId);
        var shape = message.Shape ?? settings.Now.Shape;
        var at = message.CreatedAt ?? time.GetUtcNow();
        journal.Add(new Entry { What = What.ManagerWrote, Phone = phone, Id = id, Text = message.Text, Detail = shape.Action });
        _ = webhooks.Add(shape, new ChannelMessage(id, phone, message.Text, at));
        return id;
    }

    private Task Echo(Entry stored, long? id)
    {
        journal.Add(new Entry { What = What.EchoCreated, Phone = stored.Phone, Id = id, Text = stored.Text });
        return webhooks.Add(settings.Now.EchoShape, new ChannelMessage(id, stored.Phone!, stored.Text, stored.At));
    }
}

/// <summary>What a manager writes in the CRM.</summary>
internal sealed record ManagerMessage
{
    public required string Phone { get; init; }

    public string? Text { get; init; }

    /// <summary>An id that was used before, for an edit, a status or a repetition; null: a new one.</summary>
    public long? Id { get; init; }

    /// <summary>Null: now.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Null: as the settings say.</summary>
    public WebhookShape? Shape { get; init; }
}
