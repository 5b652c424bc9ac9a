using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;

namespace Relay.WahelpGateway.WahelpApi;

/// <summary>
/// The token for Wahelp's calls: a ready one until it is refused, else from our own log-in, refreshed before it expires. Concurrent callers share one
/// log-in and its failure.
/// </summary>
internal sealed class WahelpSession(HttpClient http, WahelpOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>How long before its end a token is refreshed; a fifth of its life if it is shorter.</summary>
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(5);

    /// <summary>When to try again if a refresh failed but the old token is still valid.</summary>
    private static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private Held? held = options.AccessToken.Length > 0 ? new Held(options.AccessToken, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue) : null;
    private Task<WahelpLogIn>? running;

    /// <summary>False if a refused token cannot be replaced, because there is no log-in.</summary>
    public bool CanRenew => options.CanLogIn;

    /// <summary>A token that should be valid; gets a new one if there is none or its end is near.</summary>
    public Task<WahelpLogIn> LogInAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return held is { } good && time.GetUtcNow() < good.RefreshAt
                ? Task.FromResult(WahelpLogIn.With(good.Token))
                : ShareAsync(refused: false, cancellationToken);
        }
    }

    /// <summary>A new token in place of one that Wahelp refused, or the one that another caller has obtained meanwhile.</summary>
    public Task<WahelpLogIn> RenewAsync(string refused, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return held is { } other && other.Token != refused
                ? Task.FromResult(WahelpLogIn.With(other.Token))
                : ShareAsync(refused: true, cancellationToken);
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>Joins the running log-in, or starts one. A caller that gives up leaves it to the others.</summary>
    private async Task<WahelpLogIn> ShareAsync(bool refused, CancellationToken cancellationToken)
    {
        Task<WahelpLogIn> shared;
        lock (gate)
        {
            shared = running ??= Task.Run(() => ObtainAsync(refused), CancellationToken.None);
        }

        try
        {
            var login = await shared.WaitAsync(cancellationToken);
            return login.Token is null && !refused && Good() is { } old ? WahelpLogIn.With(old.Token) : login;
        }
        catch (OperationCanceledException)
        {
            return WahelpLogIn.Failed(new WahelpAnswer(WahelpStep.LogIn, null));
        }
    }

    private async Task<WahelpLogIn> ObtainAsync(bool refused)
    {
        try
        {
            return await RefreshOrLogInAsync(refused);
        }
        finally
        {
            lock (gate)
            {
                running = null;
            }
        }
    }

    private async Task<WahelpLogIn> RefreshOrLogInAsync(bool refused)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var now = time.GetUtcNow();
        var answer = new WahelpAnswer(WahelpStep.LogIn, null);
        Held? obtained = null;
        if (!refused && held is { } old && now < old.ExpiresAt)
        {
            obtained = ReadToken(answer = await CallAsync(Refresh(old.Token), limit.Token));
        }

        if (obtained is null && options.CanLogIn)
        {
            obtained = ReadToken(answer = await CallAsync(LogIn(), limit.Token));
        }

        lock (gate)
        {
            held = obtained ?? (Good() is { } good ? good with { RefreshAt = Later(good.RefreshAt) } : null);
            return obtained is not null ? WahelpLogIn.With(obtained.Token) : WahelpLogIn.Failed(answer);
        }
    }

    /// <summary>The held token, until its end. It may still work for other calls after one was refused.</summary>
    private Held? Good() => held is { } old && time.GetUtcNow() < old.ExpiresAt ? old : null;

    private DateTimeOffset Later(DateTimeOffset refreshAt) => time.GetUtcNow() + RefreshPause is var again && again > refreshAt ? again : refreshAt;

    private Held? ReadToken(WahelpAnswer answer)
    {
        if (!WahelpOutcomes.IsAccepted(answer) || WahelpJson.Token(answer.Body) is not var (token, lifetime))
        {
            return null;
        }

        // Without a lifetime, the first 401 shows the end.
        var now = time.GetUtcNow();
        return lifetime is { } life
            ? new Held(token, now + life, now + life - (life / 5 < RefreshAhead ? life / 5 : RefreshAhead))
            : new Held(token, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue);
    }

    private HttpRequestMessage LogIn() => new(HttpMethod.Post, "app/user/login")
    {
        Content = new WatchedJson(new { login = options.Login, password = options.Password }),
    };

    private static HttpRequestMessage Refresh(string token) => new(HttpMethod.Get, "app/user/refresh-token")
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed here: it is built in the argument.")]
    private async Task<WahelpAnswer> CallAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                return await WahelpHttp.SendAsync(http, WahelpStep.LogIn, request, time, cancellationToken);
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
            {
                return new WahelpAnswer(WahelpStep.LogIn, null);
            }
        }
    }

    private sealed record Held(string Token, DateTimeOffset ExpiresAt, DateTimeOffset RefreshAt)
    {
        public override string ToString() => nameof(Held);
    }
}
