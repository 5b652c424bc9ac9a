namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The company's channel at Wahelp, in whichever profile of the API.</summary>
internal interface IWahelpChannel
{
    /// <summary>
    /// Sends a text into the conversation with this client. Ends within <see cref="WahelpHttp.Limit"/>, never throws, and never retries a call that may
    /// have arrived. <see cref="WahelpOutcomes.Map"/> interprets the answer.
    /// </summary>
    /// <param name="phone">In E.164.</param>
    /// <param name="name">The client's name; may be empty.</param>
    Task<WahelpAnswer> SendAsync(string phone, string name, string text, CancellationToken cancellationToken);
}
