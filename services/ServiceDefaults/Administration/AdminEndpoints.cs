using Microsoft.AspNetCore.Http;

namespace Relay.ServiceDefaults.Administration;

/// <summary>Shared by administration endpoints.</summary>
public static class AdminEndpoints
{
    /// <summary>True if the caller wants text for people, not JSON.</summary>
    public static bool WantsText(this HttpRequest request) => request.Headers.Accept.ToString().StartsWith("text/plain", StringComparison.OrdinalIgnoreCase);
}
