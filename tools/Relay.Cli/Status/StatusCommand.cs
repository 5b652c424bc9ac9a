using System.CommandLine;
using System.Text.Json;
using Relay.Cli.Management;
using Relay.Cli.Output;
using Relay.Delivery.Inspecting;

namespace Relay.Cli.Status;

/// <summary><c>./relay status PHONE</c>: where each message of a client is, what it waits for, who was told.</summary>
internal sealed class StatusCommand(Terminal terminal, Func<RunningRelay> find)
{
    private static readonly string[] Gateways = [Services.TelegramGateway, Services.WahelpGateway];

    public Command Command()
    {
        var (who, json) = (new Argument<string>("PHONE"), JsonOutput.Option());
        var command = new UsageCommand(
            "status",
            "Where each message of a client is, what it waits for, who was told.",
            "./relay status PHONE   (or tg:ID for a Telegram account that is not linked)")
        { who, json };
        who.Validators.Add(typed =>
        {
            if (typed.Tokens is [{ Value: "" }])
            {
                typed.AddError("nobody");
            }
        });
        command.SetAction((typed, cancellationToken) => RunAsync(typed.GetRequiredValue(who), typed.GetValue(json), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(string who, bool json, CancellationToken cancellationToken)
    {
        var relay = find();
        using var directory = relay.Of(Services.ClientDirectory);
        var whose = await directory.JsonAsync<WhoseStatus>(HttpMethod.Post, "/clients/identify", new { who }, cancellationToken);
        if (whose.Chats.Count == 0 && !json)
        {
            await terminal.Out.WriteLineAsync("No Telegram account is linked to this phone. To find what its owner wrote to the bot, use tg:ID.");
        }

        var (all, failed) = (new Dictionary<string, object>(StringComparer.Ordinal) { ["client"] = whose }, false);
        foreach (var gateway in Gateways)
        {
            using var management = relay.Of(gateway);
            try
            {
                if (json)
                {
                    all[gateway] = await AskAsync<JsonElement>(management, whose, cancellationToken);
                }
                else
                {
                    await ShowAsync(gateway, management, whose, cancellationToken);
                }
            }
            catch (CommandException error)
            {
                await terminal.Error.WriteLineAsync(error.Message);
                failed = true;
            }
        }

        if (json)
        {
            terminal.WriteJson(all);
        }

        return failed ? 1 : 0;
    }

    private async Task ShowAsync(string gateway, ManagementClient management, WhoseStatus whose, CancellationToken cancellationToken)
    {
        if (terminal.ShowsTables)
        {
            StatusTables.Show(terminal.Screen, gateway, await AskAsync<ClientStatus>(management, whose, cancellationToken));
            return;
        }

        var words = await management.TextAsync(HttpMethod.Post, "/status", whose, cancellationToken);
        await terminal.Out.WriteLineAsync($"{gateway}:\n{words.TrimEnd('\n')}");
    }

    private static Task<T> AskAsync<T>(ManagementClient management, WhoseStatus whose, CancellationToken cancellationToken) =>
        management.JsonAsync<T>(HttpMethod.Post, "/status", whose, cancellationToken);
}
