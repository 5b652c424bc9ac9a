using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox.Controls;

/// <summary>The behaviour of both APIs until the next reset; changed by <c>PATCH /control/settings</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SettingsValues
{
    /// <summary>The lifetime of new Wahelp tokens, in seconds.</summary>
    public int TokenLifetimeSeconds { get; init; } = 3600;

    /// <summary>The address of Wahelp's webhooks; null for that of the environment.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>Null for that of the environment; empty to send none.</summary>
    public string? WebhookToken { get; init; }

    /// <summary>How often a Wahelp webhook is posted until it is answered with 2xx: 1 for once, 0 for ever.</summary>
    public int WebhookAttempts { get; init; } = 8;

    /// <summary>The first wait before a Wahelp webhook is repeated; doubles up to a minute.</summary>
    public int WebhookBackoffMs { get; init; } = 250;

    /// <summary>The first wait before Telegram repeats a webhook call; doubles up to a minute.</summary>
    public int TelegramBackoffMs { get; init; } = 500;

    /// <summary>The behaviour of the Wahelp account.</summary>
    public required Account Account { get; init; }
}

/// <summary>The settings in force.</summary>
internal sealed class Settings(SandboxOptions options, IOptions<JsonOptions> json)
{
    private volatile SettingsValues values = StartOf(options);

    public SettingsValues Now => values;

    public string WebhookUrl => values.WebhookUrl ?? options.WebhookUrl;

    public string WebhookToken => values.WebhookToken ?? options.WebhookToken;

    /// <summary>Sets the named values, and leaves the others.</summary>
    /// <exception cref="JsonException">An unknown value.</exception>
    public SettingsValues Change(JsonObject change) => values = With(values, change);

    public void Choose(Account account) => values = values with { Account = account };

    /// <summary>The account's shape of webhooks, with the named members changed.</summary>
    /// <exception cref="JsonException">An unknown member.</exception>
    public WebhookShape Shape(JsonObject? change) =>
        change is null ? values.Account.Webhook : With(values.Account.Webhook, change);

    public void Reset() => values = StartOf(options);

    private static SettingsValues StartOf(SandboxOptions options) => new() { Account = options.Account };

    private T With<T>(T value, JsonObject change)
    {
        var merged = JsonSerializer.SerializeToNode(value, json.Value.SerializerOptions)!.AsObject();
        Merge(merged, change);
        return merged.Deserialize<T>(json.Value.SerializerOptions)!;
    }

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
