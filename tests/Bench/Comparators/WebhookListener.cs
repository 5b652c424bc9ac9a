using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Relay.Bench.Comparators;

/// <summary>A comparator's webhook: every POST is one; other requests check that it is up.</summary>
internal static class WebhookListener
{
    /// <summary>Listens until the process ends.</summary>
    /// <param name="take">Returns when 200 may be answered.</param>
    public static async Task RunAsync(string address, Func<Written, Task> take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        await using var app = builder.Build();
        app.Run(async context =>
        {
            if (HttpMethods.IsPost(context.Request.Method))
            {
                var body = new byte[(int)(context.Request.ContentLength ?? 0)];
                await context.Request.Body.ReadExactlyAsync(body);
                await take(Providers.ReadWebhook(body));
            }

            context.Response.ContentLength = 0;
        });
        await app.RunAsync();
    }
}
