using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox.Controls;

/// <summary>How both APIs behave until the next reset; changed by <c>PATCH /control/settings</c>.</summary>
internal sealed record SettingsValues
{
    /// <summary>Life of a Wahelp token in seconds, for tokens issued from now on.</summary>
    public int TokenLifetimeSeconds { get; init; } = 3600;

    /// <summary>Where Wahelp's webhooks go; null: as the environment says.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>null: as the environment says; empty: none is sent.</summary>
    public string? WebhookToken { get; init; }

    /// <summary>How often a Wahelp webhook is posted until it is answered 2xx: 1 is never again, 0 is for ever.</summary>
    public int WebhookAttempts { get; init; } = 8;

    /// <summary>The first wait before a Wahelp webhook is repeated; doubles up to a minute.</summary>
    public int WebhookBackoffMs { get; init; } = 250;

    /// <summary>The first wait before Telegram repeats a webhook call; doubles up to a minute.</summary>
    public int TelegramBackoffMs { get; init; } = 500;

    /// <summary>Whether and when Wahelp posts webhooks about messages sent by API.</summary>
    public EchoMode Echo { get; init; } = EchoMode.None;

    /// <summary>The shape of echoes.</summary>
    public WebhookShape EchoShape { get; init; } = new();

    /// <summary>The shape of managers' messages that name none.</summary>
    public WebhookShape Shape { get; init; } = new();
}

/// <summary>Echoes of API sends.</summary>
internal enum EchoMode
{
    None,

    /// <summary>Posted, and answered or failed, before the send itself is answered.</summary>
    Before,

    After,

    /// <summary>Twice, after the answer.</summary>
    Twice,

    /// <summary>After the answer, and without the message id.</summary>
    WithoutId,
}

/// <summary>The settings in force.</summary>
internal sealed class Settings(SandboxOptions options)
{
    private volatile SettingsValues values = new();

    public SettingsValues Now => values;

    public string WebhookUrl => values.WebhookUrl ?? options.WebhookUrl;

    public string WebhookToken => values.WebhookToken ?? options.WebhookToken;

    /// <summary>Sets the named values, leaves the others.</summary>
    public SettingsValues Change(JsonObject change, JsonSerializerOptions json)
    {
        var merged = JsonSerializer.SerializeToNode(values, json)!.AsObject();
        Merge(merged, change);
        return values = merged.Deserialize<SettingsValues>(json)!;
    }

    public void Reset() => values = new SettingsValues();

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (into[name] is JsonObject inner && value is JsonObject changed)
            {
                Merge(inner, changed);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
