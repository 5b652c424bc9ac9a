using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox.Scripting;

/// <summary>The waiting scripts. If several match, the oldest is used.</summary>
internal sealed class Scripts
{
    private readonly Lock gate = new();
    private readonly List<Waiting> waiting = [];
    private int lastId;

    /// <exception cref="ArgumentException">The script contradicts itself.</exception>
    public int Add(ScriptedAnswer answer)
    {
        if (answer is { Then: Ending.Cut, Chat: not null })
        {
            throw new ArgumentException("Leave chat out: a call is cut before its chat is known.", nameof(answer));
        }

        var phone = answer.Phone is { } given ? PhoneNumbers.Normalize(given) ?? given : null;
        lock (gate)
        {
            waiting.Add(new Waiting(++lastId, answer with { Phone = phone }));
            return lastId;
        }
    }

    /// <summary>The script for a call that came whole; null for the usual answer.</summary>
    public ScriptedAnswer? Take(string operation, long? chat = null, string? phone = null) =>
        Take(script => script.Answer.Then != Ending.Cut && script.Matches(operation, chat, phone));

    /// <summary>The script that cuts a call whose body has not come yet; null for none.</summary>
    public ScriptedAnswer? TakeCut(string operation) => Take(script => script.Answer.Then == Ending.Cut && script.Matches(operation, chat: null, phone: null));

    public IReadOnlyList<object> List()
    {
        lock (gate)
        {
            return waiting.ConvertAll<object>(script => new { script.Id, script.Used, script.Answer });
        }
    }

    public bool Remove(int id)
    {
        lock (gate)
        {
            return waiting.RemoveAll(script => script.Id == id) > 0;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
        }
    }

    private ScriptedAnswer? Take(Predicate<Waiting> matches)
    {
        lock (gate)
        {
            var found = waiting.Find(matches);
            if (found?.UseUp() == true)
            {
                waiting.Remove(found);
            }

            return found?.Answer;
        }
    }

    private sealed class Waiting(int id, ScriptedAnswer answer)
    {
        public int Id => id;

        public int Used { get; private set; }

        public ScriptedAnswer Answer => answer;

        public bool Matches(string operation, long? chat, string? phone) =>
            (operation == answer.At || operation.StartsWith(answer.At + ".", StringComparison.Ordinal))
            && (answer.Chat is null || answer.Chat == chat)
            && (answer.Phone is null || answer.Phone == phone);

        public bool UseUp() => ++Used >= answer.Times;
    }
}
