using System.Diagnostics;
using System.Text.Encodings.Web;
using MassTransit.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Relay.ServiceDefaults.Faults;

namespace Relay.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// JSON lines on the console, in UTC. Frameworks log from Warning on; those whose lines hold tokens or SQL do not log at all. Messages of exceptions
    /// are never written.
    /// </summary>
    public static void AddJsonLogs(this WebApplicationBuilder builder)
    {
        FaultLoggerFactory.Add(builder.Services);
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.JsonWriterOptions = new() { Indented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        });
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        foreach (var framework in new[] { "Microsoft", "System", "MassTransit", "Npgsql", "Polly", "RabbitMQ" })
        {
            builder.Logging.AddFilter(framework, LogLevel.Warning);
        }

        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // The caller reports failures; the health endpoints report health.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.None);
        builder.Services.ConfigureHttpClientDefaults(client => client.RemoveAllLoggers());
    }

    /// <summary>
    /// Relay's own metrics and the runtime's, always, for <c>/metrics</c>. If OTEL_EXPORTER_OTLP_ENDPOINT is set, traces and metrics go there too, and
    /// logs if OTEL_LOGS_EXPORTER is otlp. Only then are the frameworks measured, because they count with many tags for each message.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, string serviceName)
    {
        DistributedContextPropagator.Current = new OwnTraces();
        // The builder has already read the previous value.
        builder.Services.Replace(ServiceDescriptor.Singleton(DistributedContextPropagator.Current));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName, serviceNamespace: "relay"))
            .WithMetrics(metrics => metrics
                .AddMeter("Relay.*", "System.Runtime")
                .AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0)); // current values
        if (!string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            Sdk.SetDefaultTextMapPropagator(new CompositeTextMapPropagator([]));
            // Libraries create events only for exceptions, with their messages.
            builder.Configuration["OTEL_SPAN_EVENT_COUNT_LIMIT"] = "0";
            telemetry.AddOtlp();
            if (builder.Configuration["OTEL_LOGS_EXPORTER"] == "otlp")
            {
                telemetry.WithLogging(logs => logs.AddOtlpExporter());
            }
        }
    }

    private static void AddOtlp(this OpenTelemetryBuilder telemetry) =>
        telemetry
            .WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(new Roots()))
                .AddProcessor<Redaction>()
                .AddSource(DiagnosticHeaders.DefaultListenerName, "Relay.*")
                .AddAspNetCoreInstrumentation(web => web.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                    && !context.Request.Path.StartsWithSegments(MetricsEndpoint.Path, StringComparison.Ordinal))
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddOtlpExporter())
            .WithMetrics(metrics => metrics
                .AddMeter("MassTransit", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddOtlpExporter());
}
