using Relay.WahelpGateway.Tests.Fakes;

namespace Relay.WahelpGateway.Tests.AccountShapes;

/// <summary>
/// A client and a manager who often use the same texts, over an account of some behaviour: what was written, edited and deleted, and what everybody
/// read. Webhooks and answers get lost, and the gateway dies.
/// </summary>
internal sealed class Conversation
{
    private static readonly string[] Common = ["Да", "Здравствуйте!", "Спасибо!"];

    private readonly AccountShape shape;
    private readonly Random random;
    private readonly Gateway gateway;
    private readonly List<Written> channel = [];
    private readonly Ledger ledger;
    private readonly List<string> steps = [];
    private int texts;

    public Conversation(AccountShape shape, Random random)
    {
        (this.shape, this.random) = (shape, random);
        gateway = new Gateway(random, Note);
        ledger = new Ledger(gateway.Database);
    }

    private FakeDatabase Database => gateway.Database;

    private DateTimeOffset Now => gateway.Time.GetUtcNow();

    public async Task RunAsync(int length)
    {
        for (var step = 0; step < length; step++)
        {
            Wait(random.Next(12) switch { 0 => 90_000, < 4 => random.Next(60, 900), _ => random.Next(1, 30) });
            await (random.Next(14) switch
            {
                < 5 => ClientWritesAsync(),
                < 8 => ManagerWritesAsync(),
                < 10 => ManagerEditsAsync(),
                10 => SomebodyDeletesAsync(),
                11 => RestartAsync(),
                12 => LookIntoHistoryAsync(),
                _ => TellStatusAsync(),
            });
            await gateway.LetWaitingLookAsync();
        }

        Wait(300);
        await LookIntoHistoryAsync();
        await gateway.LetWaitingLookAsync();
        if ((gateway.IsWaiting ? "something waits for ever" : ledger.Fault(channel)) is { } fault)
        {
            Assert.Fail($"{fault}\n{shape}\n{string.Join('\n', steps)}\nfacts: {string.Join("; ", Database.Facts)}\ntold: {ledger.Told()}");
        }
    }

    private string Fresh() => $"текст {++texts}";

    private string Text() => random.Next(3) == 0 ? Common[random.Next(Common.Length)] : Fresh();

    /// <summary>A manager's message.</summary>
    private string TextFor(int number) => shape.HasClientsNumber(number, Database.Facts) ? Fresh()
        : random.Next(2) == 0 && channel.FindLast(one => one.Ours is not null) is { } ours ? ours.Text
        : Text();

    /// <summary>Up to two calls; the first answer may be lost, and meanwhile the manager writes, or the history is read.</summary>
    private async Task ClientWritesAsync()
    {
        var text = random.Next(4) == 0 && channel.Count > 0 && !shape.HasClientsNumber(channel[^1].Number, Database.Facts) ? channel[^1].Text : Text();
        var id = Database.InCall(text, Now).Message.MessageId;
        for (var attempt = 1; attempt <= 2 && Database.Sent[id].DoneAt is null; attempt++)
        {
            await CallAsync(id, text, attempt);
        }

        Database.Add(Database.Sent[id] with { DoneAt = Database.Sent[id].DoneAt ?? Now }); // else it fails, and the client is told
    }

    private async Task CallAsync(Guid id, string text, int attempt)
    {
        Database.Add(Database.Sent[id] with { InCall = true });
        var isLost = random.Next(4) == 0;
        var arrived = !isLost || random.Next(2) == 0 ? Put(text, id) : null;
        if (arrived is not null && shape.EchoComesFirst)
        {
            await EchoAsync(arrived);
        }

        await PerhapsAsync(ManagerWritesAsync);
        await PerhapsAsync(ManagerEditsAsync);
        await gateway.LetWaitingLookAsync();
        Wait(random.Next(3));
        Note($"call {attempt} of «{text}» {(isLost ? "lost" : "answered")}{(arrived is null ? "" : $", is {arrived.Number}")}");
        if (isLost)
        {
            await PerhapsAsync(RestartAsync); // that is why
        }

        Database.Add(isLost
            ? Database.Sent[id] with { InCall = false, WasUncertain = true }
            : Database.Sent[id] with { InCall = false, WasAnswered = true, DoneAt = Now, Ids = gateway.Keep(id, shape.Answer(arrived!.Number, text)) });
        if (arrived is not null && !shape.EchoComesFirst)
        {
            await EchoAsync(arrived);
        }

        await gateway.LetWaitingLookAsync();
        if (isLost)
        {
            await PerhapsAsync(ManagerWritesAsync);
            await PerhapsAsync(LookIntoHistoryAsync);
            Wait(10);
        }
    }

    private async Task EchoAsync(Written sent)
    {
        for (var times = shape.Echo is null || random.Next(10) == 0 ? 0 : shape.EchoComesTwice ? 2 : 1; times > 0; times--)
        {
            Note($"echo of {sent.Number}");
            await gateway.ReceiveAsync(shape.Created(sent), mayDie: true);
        }
    }

    private async Task ManagerWritesAsync()
    {
        Wait(1); // without ids, two messages with the same text at the same moment are one
        var written = Put(TextFor(channel.Count + 1), ours: null);
        await TellAsync(written, "manager", shape.Created(written));
    }

    private async Task ManagerEditsAsync()
    {
        if (channel.FindLast(one => one.Ours is null && !one.IsDeleted && random.Next(2) == 0) is not { } written)
        {
            return;
        }

        // An edit to a text that a message without an id had is indistinguishable from a status or a repeat.
        var text = shape.Webhooks.Length == 0 ? Fresh() : TextFor(written.Number);
        if (text == written.Text || (shape.Webhooks.Length == 0 && Now - written.At > TimeSpan.FromDays(6)))
        {
            return;
        }

        written.Say(text);
        await TellAsync(written, "edit", shape.Edited(written, Now));
    }

    /// <summary>A manager's act, if the webhook is not lost; once, or twice if a repeat can be recognised.</summary>
    private async Task TellAsync(Written written, string what, string body)
    {
        var comes = random.Next(8) > 0;
        Note($"{what} «{written.Text}» is {written.Number}{(comes ? "" : ", webhook lost")}");
        if (comes)
        {
            ledger.Came(written, body);
            await gateway.ReceiveAsync(body, mayDie: shape.NamesMessages);
            await (shape.NamesMessages && random.Next(4) == 0 ? gateway.ReceiveAsync(body, mayDie: true) : Task.CompletedTask);
        }
    }

    private async Task SomebodyDeletesAsync()
    {
        if (channel.FindLast(one => !one.IsDeleted && random.Next(2) == 0) is { } written && (written.Ours is null || shape.Echo is not null))
        {
            Note($"{written.Number} is deleted");
            written.IsDeleted = true;
            ledger.WasDeleted(written, shape.Deleted(written));
            await gateway.ReceiveAsync(shape.Deleted(written), mayDie: true);
        }
    }

    private async Task TellStatusAsync()
    {
        if (channel.Count > 0 && channel[random.Next(channel.Count)] is { IsDeleted: false } one
            && (one.Ours is null ? one.Told is not null : shape.Echo is not null))
        {
            Note($"status of {one.Number}");
            ledger.MayCome(one, shape.Read(one, Now));
            one.Told = one.Text;
            await gateway.ReceiveAsync(shape.Read(one, Now), mayDie: true);
        }
    }

    private async Task LookIntoHistoryAsync()
    {
        if (shape.History is not null)
        {
            Note("history");
            var shown = channel.TakeLast(20).Where(one => one.Ours is not null || Now - one.At > TimeSpan.FromSeconds(30)).ToList();
            shown.ForEach(Shown);
            await gateway.ReadHistoryAsync(shown.Select(shape.Item).OfType<string>());
        }
    }

    /// <summary>The history changes nothing about a known message.</summary>
    private void Shown(Written one)
    {
        ledger.MayCome(one, shape.Item(one));
        one.Told ??= one.Text;
    }

    private Task RestartAsync()
    {
        Note("restart");
        gateway.Restart();
        return Task.CompletedTask;
    }

    private Written Put(string text, Guid? ours)
    {
        var written = new Written(channel.Count + 1, Now, ours);
        written.Say(text);
        channel.Add(written);
        return written;
    }

    private void Wait(int seconds) => gateway.Time.Advance(TimeSpan.FromSeconds(seconds));

    private Task PerhapsAsync(Func<Task> step) => random.Next(5) == 0 ? step() : Task.CompletedTask;

    private void Note(string step) => steps.Add($"{Now:HH:mm:ss} {step}");
}
