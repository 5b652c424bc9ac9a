namespace Relay.Sandbox.Scripting;

/// <summary>An HTTP answer of a simulated API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The bytes on the wire.</param>
/// <param name="RetryAfter">Seconds for the Retry-After header; null for no header.</param>
internal sealed record Answer(int Status, string Body, int? RetryAfter = null)
{
    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        if (RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }

        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}
