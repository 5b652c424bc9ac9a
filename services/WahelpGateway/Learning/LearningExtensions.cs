using Relay.ServiceDefaults.Administration;
using Relay.ServiceDefaults.Examining;
using Relay.ServiceDefaults.Phones;
using Relay.WahelpGateway.Persistence;
using Relay.WahelpGateway.WahelpApi;

namespace Relay.WahelpGateway.Learning;

/// <summary>Lets the owner find out what the account can do.</summary>
internal static class LearningExtensions
{
    public static WebApplicationBuilder AddLearning(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<LearningEndpoint>().AddSingleton<IExamination, LearnedExamination>();
        builder.Services.AddSingleton(services => new LearningDesk(
            services.GetRequiredService<ILearning>(),
            services.GetRequiredService<IEvidence>(),
            services.GetRequiredService<WahelpHttp>(),
            () => ActivatorUtilities.CreateInstance<WahelpHistory>(services), // the keeper's instance remembers when to ask again
            services.GetRequiredService<WahelpOptions>(),
            services.GetRequiredService<SpelledPhones>(),
            services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    public static WebApplication MapLearning(this WebApplication app)
    {
        var learning = app.MapAdministration().MapGroup("/learning");
        learning.MapPost("", (LearningEndpoint.Whose whose, LearningEndpoint endpoint, CancellationToken token) => endpoint.BeginAsync(whose, token));
        learning.MapDelete("", (LearningEndpoint endpoint, CancellationToken token) => endpoint.GiveUpAsync(token));
        learning.MapPost(
            "/sent/{way}", (string way, LearningEndpoint endpoint, CancellationToken token, int seconds = 8) => endpoint.SendAsync(way, seconds, token));
        learning.MapPost(
            "/eyes/{way}",
            (string way, LearningEndpoint.Saw saw, LearningEndpoint endpoint, CancellationToken token) => endpoint.KeepEyesAsync(way, saw, token));
        learning.MapPost(
            "/acts/{act}", (string act, LearningEndpoint endpoint, CancellationToken token, int seconds = 8) => endpoint.AwaitAsync(act, seconds, token));
        learning.MapPost("/end", (LearningEndpoint endpoint, CancellationToken token) => endpoint.EndAsync(token));
        return app;
    }
}
