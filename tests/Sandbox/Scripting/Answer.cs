namespace Relay.Sandbox.Scripting;

/// <summary>An HTTP answer of a simulated API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The bytes on the wire.</param>
/// <param name="RetryAfter">Seconds for the Retry-After header; null for no header.</param>
internal sealed record Answer(int Status, string Body, int? RetryAfter = null)
{
    /// <summary>A file, instead of <see cref="Body"/>; null for none.</summary>
    public byte[]? Bytes { get; init; }

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (Bytes is not null)
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = Bytes.Length;
            await context.Response.Body.WriteAsync(Bytes, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        if (RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }

        await context.Response.WriteAsync(Body, context.RequestAborted);
    }

    /// <summary>Announces all of a file, and sends half of it.</summary>
    public async Task WriteHalfAsync(HttpContext context)
    {
        context.Response.ContentLength = Bytes?.Length ?? Body.Length;
        await context.Response.Body.WriteAsync(Bytes?.AsMemory(0, Bytes.Length / 2) ?? default, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
