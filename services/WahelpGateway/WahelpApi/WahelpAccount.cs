using Relay.Delivery.Providers;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Reads the state of the account and its channel.</summary>
internal sealed class WahelpAccount(WahelpSession session, WahelpHttp http, WahelpOptions options) : IChannelList
{
    /// <summary>The status of a failed log-in, 0 if nothing answered; null if there is a token.</summary>
    public async Task<int?> LogInAsync(CancellationToken cancellationToken) =>
        (await session.LogInAsync(cancellationToken)).Failure is { } failure ? failure.Status ?? 0 : null;

    /// <summary>The project's channels: the status, 0 if nothing answered, and the entry of ours.</summary>
    public async Task<(int Status, ChannelSeen? Channel)> FindChannelAsync(CancellationToken cancellationToken)
    {
        var answer = await ListChannelsAsync(cancellationToken);
        return (WahelpOutcomes.StatusOf(answer) ?? 0, Channel(answer));
    }

    public async Task<ChannelSeen?> FindAsync(CancellationToken cancellationToken) => (await FindChannelAsync(cancellationToken)).Channel;

    /// <summary>Checks that Wahelp answers and the account is valid: it lists the project's channels, and ours is there and switched on.</summary>
    public async Task<ProviderState> AskAsync(CancellationToken cancellationToken)
    {
        var answer = await ListChannelsAsync(cancellationToken);
        return WahelpOutcomes.IsAccepted(answer) ? Channel(answer) is { IsThere: false } or { IsActive: false } ? ProviderState.Refused : ProviderState.Well
            : WahelpOutcomes.Map(answer) switch
            {
                SendOutcome.NothingSent { Account: true } or SendOutcome.Failed => ProviderState.Refused,
                SendOutcome.Rejected rejected => IsRefusal(rejected.Status) ? ProviderState.Refused : ProviderState.Away,
                _ => ProviderState.Away,
            };
    }

    /// <summary>A redirection comes from another server; 408 says nothing about the account.</summary>
    private static bool IsRefusal(int status) => status is (>= 200 and < 300) or (>= 400 and < 500 and not 408);

    private Task<WahelpAnswer> ListChannelsAsync(CancellationToken cancellationToken) => http.LimitedAsync(
        token => http.GetAsync(WahelpStep.AskAccount, $"app/projects/{Uri.EscapeDataString(options.ProjectId)}/channels/", token), cancellationToken);

    private ChannelSeen? Channel(WahelpAnswer answer) => WahelpOutcomes.IsAccepted(answer) ? WahelpJson.Channel(answer.Body, options.ChannelUuid) : null;

    /// <summary>
    /// The channel's state in Wahelp's word, for example <c>connected</c>; null if there is none. This word, even <c>error</c>, is not the result of the
    /// call.
    /// </summary>
    public async Task<string?> ChannelStateAsync(CancellationToken cancellationToken)
    {
        var answer = await http.LimitedAsync(
            token => http.GetAsync(WahelpStep.AskAccount, WahelpAddress.Channel(options) + "/status", token), cancellationToken);
        return answer.Status is >= 200 and < 300 ? WahelpJson.State(answer.Body) : null;
    }
}

/// <summary>An entry in the list of a project's channels.</summary>
/// <param name="IsThere">False if the list has no channel with our uuid.</param>
/// <param name="IsActive">True if it is switched on; null if unknown.</param>
/// <param name="Name">Its name; null if unknown.</param>
/// <param name="Number">Its number, by which events may name it; null if unknown.</param>
/// <param name="IsOnly">True if the project has no other channel.</param>
internal sealed record ChannelSeen(bool IsThere, bool? IsActive, string? Name, string? Number = null, bool IsOnly = false);
