using System.Collections.Concurrent;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// Profile <c>send_message</c>: finds the channel's user by phone, then sends the message to it. <b>The client gets the text</b>, as the company's;
/// with a destination an account may record it as another party's instead. Nothing is sent before the second call.
/// </summary>
/// <param name="destination">As <see cref="WahelpOptions.SendDestination"/>; empty for none.</param>
internal sealed class SendMessageChannel(WahelpHttp http, WahelpOptions options, string destination) : IWahelpChannel
{
    private const int MostUsersKept = 50_000;

    private readonly string path = WahelpAddress.Channel(options);

    /// <summary>Phone → the channel's user id; saves the first call.</summary>
    private readonly ConcurrentDictionary<string, string> users = new(StringComparer.Ordinal);

    public Task<WahelpAnswer> SendAsync(string phone, string name, string text, CancellationToken cancellationToken) =>
        http.LimitedAsync(token => SendInTwoStepsAsync(phone, name, text, token), cancellationToken);

    private async Task<WahelpAnswer> SendInTwoStepsAsync(string phone, string name, string text, CancellationToken cancellationToken)
    {
        if (users.TryGetValue(phone, out var known))
        {
            var answer = await SendToAsync(known, text, cancellationToken);
            if (!IsAboutUser(answer))
            {
                return answer;
            }

            users.TryRemove(phone, out _);
        }

        var found = await http.PostAsync(
            WahelpStep.FindUser,
            path + "/users",
            new { phone, name = name.Length > 0 ? name : null, need_create = true },
            name,
            cancellationToken);
        if (!WahelpOutcomes.IsAccepted(found) || found.Says.Id is not { } user)
        {
            return found;
        }

        Keep(phone, user);
        return await SendToAsync(user, text, cancellationToken);
    }

    private Task<WahelpAnswer> SendToAsync(string user, string text, CancellationToken cancellationToken) => http.PostAsync(
        WahelpStep.Send,
        $"{path}/send_message/{Uri.EscapeDataString(user)}",
        new { type = "text", text, destination = destination.Length > 0 ? destination : null },
        text,
        cancellationToken);

    /// <summary>The refusal may be due to an outdated id. Nothing was sent, so the user is looked up again.</summary>
    private static bool IsAboutUser(WahelpAnswer answer) =>
        answer.Step == WahelpStep.Send && !WahelpOutcomes.IsAccepted(answer) && WahelpOutcomes.StatusOf(answer) is 200 or 400 or 404 or 410 or 422;

    private void Keep(string phone, string user)
    {
        if (users.Count >= MostUsersKept)
        {
            users.Clear();
        }

        users[phone] = user;
    }
}
