using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Relay.ServiceDefaults.Administration;

/// <summary>Reads a whole body of limited length.</summary>
public static class RequestBody
{
    /// <summary>No endpoint accepts a larger body, except for tables, which are streamed.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>The body; null if it is too large.</summary>
    /// <exception cref="BadHttpRequestException">It came too slowly, broke off, or is malformed: <see cref="FrontDoor"/> answers with its status.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > Largest)
        {
            // The server then reads the rest for some seconds and drops it: if it closed the connection at once, the caller would lose the answer.
            if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var buffer = new byte[16 * 1024];
        try
        {
            while (await request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                if (body.Length + read > Largest)
                {
                    return null;
                }

                body.Write(buffer, 0, read);
            }
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new BadHttpRequestException("The body cannot be read.", error);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
