using System.Diagnostics;
using System.Net.Http;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Harness;
using Relay.Harness.Tracing;

namespace Relay.ServiceDefaults.Tests.Faults;

/// <summary>Exceptions with planted values in their messages go through every logger, to the console and the collector.</summary>
public sealed class FaultLogsTests
{
    private const string Phone = "+79094049494";
    private const string Text = "planted text of a client";
    private const string Token = "424242:planted-token";

    /// <summary>The log categories of the services: their own, and those of their frameworks.</summary>
    private static readonly string[] Categories =
    [
        "Relay.Delivery.Sending.SendingLoop", "Relay.TelegramGateway.ReceivingUpdates.UpdatePoller", "MassTransit", "MassTransit.ReceiveTransport",
        "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", "Microsoft.EntityFrameworkCore.Query",
        "Microsoft.EntityFrameworkCore.Database.Command", "Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.Hosting.Lifetime", "Npgsql.Command",
        "Polly", "RabbitMQ.Client", "System.Net.Http.HttpClient.Default.LogicalHandler",
    ];

    /// <summary>Their lines hold SQL and addresses.</summary>
    private static readonly string[] Silenced =
        ["Microsoft.EntityFrameworkCore.Query", "Microsoft.EntityFrameworkCore.Database.Command", "System.Net.Http.HttpClient.Default.LogicalHandler"];

    [Fact]
    public async Task Whoever_logs_an_exception_and_however_its_type_and_stack_are_written_and_its_message_is_not()
    {
        await using var collector = await SpanCollector.StartAsync();
        using var console = new CapturedConsole();
        await using (var service = Build(collector, new Breaking()))
        {
            service.MapGet("/breaks", void () => throw Broken());
            await service.StartAsync(TestContext.Current.CancellationToken);
            using var http = new HttpClient();
            using var answer = await http.GetAsync(new Uri(new Uri(service.Urls.First()), "breaks"), TestContext.Current.CancellationToken);
            foreach (var logger in Categories.Select(service.Services.GetRequiredService<ILoggerFactory>().CreateLogger))
            {
                LogEveryWay(logger, Broken());
            }

            using (var span = new ActivitySource("Relay.FaultLogsTests").StartActivity(
                ActivityKind.Internal, tags: [new("relay.message_id", "7")], name: "a step"))
            {
                span?.AddException(Broken()).SetStatus(ActivityStatusCode.Error, Broken().ToString());
            }

            await service.StopAsync(TestContext.Current.CancellationToken); // exports what is left
        }

        Assert.NotEmpty(console.Lines);
        Assert.All(console.Lines, line => JsonDocument.Parse(line).Dispose());
        foreach (var secret in (string[])[Phone, Phone[1..], Text, Token, "planted"])
        {
            Assert.DoesNotContain(secret, console.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Null(collector.Find(secret));
        }

        foreach (var found in (string[])["System.InvalidOperationException", "SQLSTATE 53100", nameof(ThrowDeep), "exception.stacktrace"])
        {
            Assert.Contains(found, console.Text, StringComparison.Ordinal);
            Assert.NotNull(collector.Find(found));
        }

        Assert.Equal(Silenced, Categories.Where(category => !IsIn(console, category)));
        Assert.True(IsIn(console, "Microsoft.AspNetCore.Server.Kestrel", "An unhandled exception was thrown by the application"));
        Assert.True(IsIn(console, "Microsoft.Extensions.Hosting.Internal.Host", "BackgroundService failed"));
    }

    private static bool IsIn(CapturedConsole console, string category, string words = "A step failed") => console.Lines.Any(line =>
        line.Contains($"\"Category\":\"{category}\"", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal)
            && line.Contains(nameof(ThrowDeep), StringComparison.Ordinal));

    /// <summary>As an argument, among the values, in a text that quotes it, and through a formatter that writes everything.</summary>
    private static void LogEveryWay(ILogger logger, Exception exception)
    {
        logger.LogError(exception, "A step failed");
        logger.LogError("A step failed: {Exception}", exception);
        logger.LogError(exception, "A step failed: {Why}", exception.Message);
        logger.LogError(exception, "A step failed: {Why}", exception.GetBaseException().Message);
        logger.LogError(exception, "A step failed: {Why}", new Quoting(exception));
        logger.Log(LogLevel.Error, default, "A state", exception, (state, given) => $"{state}: {given} {given?.Message} {exception}");
    }

    private static WebApplication Build(SpanCollector collector, IHostedService breaking)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["URLS"] = builder.Configuration["MANAGEMENT_URL"] = "http://127.0.0.1:0";
        builder.Configuration["ConnectionStrings:RabbitMq"] = "amqp://nobody:nothing@nowhere.invalid:1/none";
        builder.Configuration["ConnectionStrings:Postgres"] = "Host=nowhere.invalid;Database=none";
        builder.Configuration["OTEL_LOGS_EXPORTER"] = "otlp";
        foreach (var (name, value) in collector.Environment)
        {
            builder.Configuration[name] = value;
        }

        builder.AddServiceDefaults("failing", port: 0, managementPort: 0);
        builder.Services.AddSingleton(breaking);
        builder.Services.Configure<HostOptions>(host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        return builder.Build();
    }

    private static InvalidOperationException Broken()
    {
        try
        {
            ThrowDeep();
            throw new UnreachableException();
        }
        catch (Exception error)
        {
            return new InvalidOperationException($"{Text} of {Phone}", new AggregateException(Token, error, new FormatException(Phone)));
        }
    }

    private static void ThrowDeep() => throw new PostgresException($"value {Text}", "ERROR", "ERROR", PostgresErrorCodes.DiskFull, detail: Phone);

    private sealed class Quoting(Exception quoted)
    {
        public override string ToString() => $"because of {quoted.Message}";
    }

    private sealed class Breaking : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw Broken();
        }
    }
}
