using System.Diagnostics;
using OpenTelemetry;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>
/// What libraries tell of a call, and may hold what is nobody's business: paths and queries hold tokens (Telegram's path, a webhook's
/// query), so scheme and host stay, or the route; what an exception says may quote what it is about, so its type stays. What callers
/// name themselves is not written either.
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
