namespace Relay.WahelpGateway.WahelpApi;

/// <summary>A token, or the reason why there is none.</summary>
internal sealed class WahelpLogIn
{
    private WahelpLogIn(string? token, WahelpAnswer? failure) => (Token, Failure) = (token, failure);

    public string? Token { get; }

    public WahelpAnswer? Failure { get; }

    public static WahelpLogIn With(string token) => new(token, null);

    public static WahelpLogIn Failed(WahelpAnswer failure) => new(null, failure);
}
