using System.Diagnostics;
using OpenTelemetry;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// Removes private data from what libraries record about a call. Paths and queries hold tokens (Telegram's path, a webhook's query), so only scheme
/// and host, or the route, stay. An exception's message may quote anything, so only its type stays. User agents and other names that callers choose
/// are removed too.
/// </summary>
internal sealed class Redaction : BaseProcessor<Activity>
{
    private const string Hidden = "…";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.full") is string full)
        {
            data.SetTag("url.full", Uri.TryCreate(full, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" + Hidden : Hidden);
        }

        if (data.GetTagItem("url.path") is not null)
        {
            data.SetTag("url.path", data.GetTagItem("http.route") ?? Hidden);
        }

        if (data.GetTagItem("url.query") is not null)
        {
            data.SetTag("url.query", Hidden);
        }

        data.SetTag("user_agent.original", null);

        if (data.StatusDescription is not null)
        {
            data.SetStatus(data.Status);
        }
    }
}
