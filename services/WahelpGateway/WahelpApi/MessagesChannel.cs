namespace Relay.WahelpGateway.WahelpApi;

/// <summary>Profile <c>messages</c>: one call. Wahelp finds or creates the user, and the manager sees the text as the client's.</summary>
internal sealed class MessagesChannel(WahelpHttp http, WahelpOptions options) : IWahelpChannel
{
    private readonly string path = WahelpAddress.Channel(options) + "/messages";

    public Task<WahelpAnswer> SendAsync(string phone, string name, string text, CancellationToken cancellationToken) =>
        http.LimitedAsync(
            token => http.PostAsync(
                WahelpStep.Send,
                path,
                new { user = new { phone, name = name.Length > 0 ? name : null }, message = new { text } },
                $"{text}\n{name}",
                token),
            cancellationToken);
}
