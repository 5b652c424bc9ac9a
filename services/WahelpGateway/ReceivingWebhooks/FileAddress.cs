namespace Relay.WahelpGateway.ReceivingWebhooks;

/// <summary>Tells files apart by their addresses.</summary>
internal static class FileAddress
{
    /// <summary>The address without what may differ each time it is given out: a signature, an expiry.</summary>
    public static string Of(string url) => url.Split('?', '#')[0];
}
