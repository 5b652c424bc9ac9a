using System.Diagnostics;
using OpenTelemetry;

namespace Relay.ServiceDefaults.Telemetry;

/// <summary>Paths and queries hold tokens (Telegram's path, a webhook's query): traces keep scheme and host only.</summary>
internal sealed class AddressRedaction : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.full") is string full)
        {
            data.SetTag("url.full", Uri.TryCreate(full, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) + "/…" : "…");
        }

        if (data.GetTagItem("url.query") is not null)
        {
            data.SetTag("url.query", "…");
        }
    }
}
