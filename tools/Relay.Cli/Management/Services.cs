using Relay.Cli.Output;

namespace Relay.Cli.Management;

/// <summary>The services, by their names in <c>./relay</c>, the broker and compose.</summary>
internal static class Services
{
    public const string ClientDirectory = "client-directory";
    public const string WahelpGateway = "wahelp-gateway";
    public const string TelegramGateway = "telegram-gateway";

    public static readonly IReadOnlyList<string> All = [ClientDirectory, WahelpGateway, TelegramGateway];

    /// <exception cref="CommandException">There is no such service.</exception>
    public static string Require(string service) =>
        All.Contains(service, StringComparer.Ordinal)
            ? service
            : throw new CommandException($"There is no service '{service}'; there are {string.Join(' ', All)}.");
}
