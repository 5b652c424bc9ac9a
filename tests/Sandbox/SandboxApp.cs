using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Json;
using Relay.Sandbox.Controls;
using Relay.Sandbox.Files;
using Relay.Sandbox.Journals;
using Relay.Sandbox.Page;
using Relay.Sandbox.Scripting;
using Relay.Sandbox.Telegram;
using Relay.Sandbox.Wahelp;

namespace Relay.Sandbox;

/// <summary>Both simulated providers in one process: Telegram's Bot API, Wahelp's API, the controls and the chat page.</summary>
internal static class SandboxApp
{
    /// <summary>Telegram takes files up to 50 MB; the rest of a call is small.</summary>
    private const long LargestCall = 51 * 1024 * 1024;

    /// <param name="options">Its identity.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="args">Settings of the web server, as <c>--urls=…</c>.</param>
    public static WebApplication Build(SandboxOptions options, TimeProvider time, params string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Long polls and calls scripted to stay silent would delay the shutdown.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = LargestCall);
        builder.Services.Configure<JsonOptions>(json => Configure(json.SerializerOptions));
        builder.Services
            .AddSingleton(options)
            .AddSingleton(time)
            .AddSingleton<Journal>()
            .AddSingleton<Settings>()
            .AddSingleton<Scripts>()
            .AddSingleton<StoredFiles>()
            .AddTelegram()
            .AddWahelp()
            .AddControls();

        var app = builder.Build();
        app.RefuseForeignPages();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        // Named, so that it comes after the files: otherwise the fallback below would win over them.
        app.UseRouting();
        app.MapTelegram();
        app.MapWahelp();
        app.MapControls();
        app.MapPage();
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapFallback(UnexpectedCalls.Answer);
        return app;
    }

    private static void Configure(JsonSerializerOptions json)
    {
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
    }
}
