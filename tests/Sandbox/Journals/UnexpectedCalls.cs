namespace Relay.Sandbox.Journals;

/// <summary>A call that neither API has: answered with 404 and recorded, so that a test can assert that there are none.</summary>
internal static class UnexpectedCalls
{
    public static IResult Answer(HttpContext context, Journal journal)
    {
        if (context.Request.Path != "/favicon.ico")
        {
            Record(journal, context.Request, context.Request.Path);
        }

        return Results.Json(new { success = false, message = "Not Found" }, statusCode: 404);
    }

    public static void Record(Journal journal, HttpRequest request, string? path) =>
        journal.Add(new Entry { What = What.Unexpected, Detail = $"{request.Method} {path}", Status = 404 });
}
