using Microsoft.AspNetCore.Http;

namespace Relay.ServiceDefaults.Administration;

/// <summary>What administration's endpoints share.</summary>
public static class AdminEndpoints
{
    /// <summary>Whether the caller wants to read it rather than parse it.</summary>
    public static bool WantsText(this HttpRequest request) => request.Headers.Accept.ToString().StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
}
