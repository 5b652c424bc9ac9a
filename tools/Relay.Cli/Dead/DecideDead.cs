using System.CommandLine;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Dead;

/// <summary><c>./relay dead replay|discard SERVICE ID|all</c>.</summary>
internal sealed class DecideDead(Terminal terminal, Func<RunningRelay> find, string verb, string description)
{
    private const string All = "all";

    public Command Command()
    {
        var (service, id, json) = (new Argument<string>("SERVICE"), new Argument<string>("ID"), JsonOutput.Option());
        var command = new Command(verb, description) { service, id, json };
        command.SetAction((typed, cancellationToken) =>
            RunAsync(typed.GetRequiredValue(service), typed.GetRequiredValue(id), typed.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(string service, string id, bool json, CancellationToken cancellationToken)
    {
        Services.Require(service);
        long? one = id == All ? null : Letters.Number(id, service);
        using var management = find().Of(service);
        // Only the letters present now: one that comes back meanwhile is not taken twice.
        var ids = one is { } number ? [number] : (await Letters.ReadAsync(management, cancellationToken)).ConvertAll(letter => letter.Id);
        var decided = new List<Decided>();
        foreach (var letter in ids)
        {
            decided.Add(await DecideAsync(management, letter, cancellationToken));
            if (!json)
            {
                await (decided[^1].Done ? terminal.Out : terminal.Error).WriteLineAsync(decided[^1].Words);
            }
        }

        var done = decided.Count(letter => letter.Done);
        if (json)
        {
            terminal.WriteJson(decided);
        }
        else if (one is null)
        {
            await terminal.Out.WriteLineAsync($"{done} done, {decided.Count - done} not.");
        }

        return done == decided.Count ? 0 : 1;
    }

    private async Task<Decided> DecideAsync(ManagementClient management, long id, CancellationToken cancellationToken)
    {
        try
        {
            return new Decided(id, Done: true, (await management.TextAsync(HttpMethod.Post, $"/dead/{id}/{verb}", body: null, cancellationToken)).Trim());
        }
        catch (CommandException error)
        {
            return new Decided(id, Done: false, error.Message);
        }
    }

    /// <summary>The result for one letter.</summary>
    internal sealed record Decided(long Id, bool Done, string Words);
}
