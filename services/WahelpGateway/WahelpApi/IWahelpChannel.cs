namespace Relay.WahelpGateway.WahelpApi;

/// <summary>The company's channel at Wahelp, whichever profile of the API the account has.</summary>
internal interface IWahelpChannel
{
    /// <summary>
    /// Puts a text into the conversation with this client. Ends within <see cref="WahelpHttp.Limit"/>, never throws, never retries
    /// what may have arrived. <see cref="WahelpOutcomes.Map"/> says what the answer means.
    /// </summary>
    /// <param name="phone">In E.164.</param>
    /// <param name="name">The client's name; may be empty.</param>
    Task<WahelpAnswer> SendAsync(string phone, string name, string text, CancellationToken cancellationToken);
}
