namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The addresses of Wahelp's methods.</summary>
internal static class WahelpAddress
{
    /// <summary>
    /// The base of all paths, with a final slash. Real clients use <c>https://wahelp.ru/api/app/…</c>, the founding document
    /// <c>https://api.wahelp.ru/app/…</c>. The bare site serves web pages there, so <c>/api</c> is added to it.
    /// </summary>
    public static Uri Base(Uri configured)
    {
        var path = configured.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/app", StringComparison.Ordinal))
        {
            path = path[..^"/app".Length];
        }

        if (path.Length == 0 && configured.Host is "wahelp.ru" or "www.wahelp.ru")
        {
            path = "/api";
        }

        return new Uri(configured, path + "/");
    }

    public static string Channel(WahelpOptions options) =>
        $"app/projects/{Uri.EscapeDataString(options.ProjectId)}/channels/{Uri.EscapeDataString(options.ChannelUuid)}";
}
