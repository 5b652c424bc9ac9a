using System.CommandLine;
using System.Text.Json;
using Relay.Cli.Management;
using Relay.Cli.Output;

namespace Relay.Cli.Dead;

/// <summary><c>./relay dead show SERVICE ID</c>: a letter with its content.</summary>
internal sealed class ShowDead(Terminal terminal, Func<RunningRelay> find)
{
    public Command Command()
    {
        var (service, id, json) = (new Argument<string>("SERVICE"), new Argument<string>("ID"), JsonOutput.Option());
        var command = new Command("show", "Shows a letter with its content.") { service, id, json };
        command.SetAction((typed, cancellationToken) =>
            RunAsync(typed.GetRequiredValue(service), typed.GetRequiredValue(id), typed.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(string service, string id, bool json, CancellationToken cancellationToken)
    {
        var path = $"/dead/{Letters.Number(id, Services.Require(service))}";
        using var management = find().Of(service);
        if (json)
        {
            terminal.WriteJson(await management.JsonAsync<JsonElement>(HttpMethod.Get, path, body: null, cancellationToken));
        }
        else
        {
            await terminal.Out.WriteAsync(await management.TextAsync(HttpMethod.Get, path, body: null, cancellationToken));
        }

        return 0;
    }
}
