namespace Relay.WahelpGateway.WahelpApi;

/// <summary>What the account is, and what its channel is set to.</summary>
internal sealed class WahelpAccount(WahelpSession session, WahelpHttp http, WahelpOptions options)
{
    /// <summary>The status of a failed log-in, 0 where nothing answered; null where there is a token.</summary>
    public async Task<int?> LogInAsync(CancellationToken cancellationToken) =>
        (await session.LogInAsync(cancellationToken)).Failure is { } failure ? failure.Status ?? 0 : null;

    /// <summary>The project's channels: the status, 0 where nothing answered, and what is known of ours.</summary>
    public async Task<(int Status, ChannelSeen? Channel)> FindChannelAsync(CancellationToken cancellationToken)
    {
        var answer = await http.LimitedAsync(
            token => http.GetAsync($"app/projects/{Uri.EscapeDataString(options.ProjectId)}/channels/", token), cancellationToken);
        return (answer.Status ?? 0, WahelpOutcomes.IsAccepted(answer) ? WahelpJson.Channel(answer.Body, options.ChannelUuid) : null);
    }

    /// <summary>The channel's state in Wahelp's word, <c>connected</c> for example; null where there is none.</summary>
    public async Task<string?> ChannelStateAsync(CancellationToken cancellationToken)
    {
        var answer = await http.LimitedAsync(token => http.GetAsync(WahelpAddress.Channel(options) + "/status", token), cancellationToken);
        return WahelpOutcomes.IsAccepted(answer) ? WahelpJson.State(answer.Body) : null;
    }
}

/// <summary>A channel in the list of a project's channels.</summary>
/// <param name="IsThere">False where the list has none with our uuid.</param>
/// <param name="IsActive">Whether it is switched on; null where the list does not say.</param>
/// <param name="Name">Its name; null where the list does not say.</param>
internal sealed record ChannelSeen(bool IsThere, bool? IsActive, string? Name);
