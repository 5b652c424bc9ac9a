namespace Relay.Sandbox.Scripting;

/// <summary>An HTTP answer of a simulated API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The bytes on the wire.</param>
/// <param name="RetryAfter">Seconds for the Retry-After header; null for no header.</param>
internal sealed record Answer(int Status, string Body, int? RetryAfter = null)
{
    /// <summary>A file, instead of <see cref="Body"/>; null for none.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>The MIME type.</summary>
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>Where a redirect leads; null for no header.</summary>
    public string? Location { get; init; }

    public async Task WriteAsync(HttpContext context)
    {
        Begin(context);
        if (Bytes is not null)
        {
            context.Response.ContentLength = Bytes.Length;
            await context.Response.Body.WriteAsync(Bytes, context.RequestAborted);
            return;
        }

        await context.Response.WriteAsync(Body, context.RequestAborted);
    }

    /// <summary>Announces all of a file, and sends half of it.</summary>
    public async Task WriteHalfAsync(HttpContext context)
    {
        Begin(context);
        context.Response.ContentLength = Bytes?.Length ?? Body.Length;
        await context.Response.Body.WriteAsync(Bytes?.AsMemory(0, Bytes.Length / 2) ?? default, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Sends a file again and again, until the caller hangs up.</summary>
    public async Task WriteForeverAsync(HttpContext context)
    {
        Begin(context);
        while (true)
        {
            await context.Response.Body.WriteAsync(Bytes ?? [0], context.RequestAborted);
        }
    }

    private void Begin(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        if (RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString();
        }

        if (Location is { } location)
        {
            context.Response.Headers.Location = location;
        }
    }
}
