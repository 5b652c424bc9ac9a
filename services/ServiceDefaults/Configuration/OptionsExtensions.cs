using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Relay.ServiceDefaults.Configuration;

/// <summary>Options from environment variables.</summary>
public static class OptionsExtensions
{
    /// <summary>
    /// Binds the properties of <typeparamref name="TOptions"/> that have a <see cref="VariableAttribute"/>, validates them by their data annotations
    /// before anything starts, and registers <typeparamref name="TOptions"/> itself for injection. Idempotent.
    /// </summary>
    public static OptionsBuilder<TOptions> AddOptionsFromEnvironment<TOptions>(this WebApplicationBuilder builder)
        where TOptions : class, new()
    {
        var options = builder.Services.AddOptions<TOptions>();
        if (builder.Services.Any(service => service.ServiceType == typeof(EnvironmentOptions<TOptions>)))
        {
            return options;
        }

        builder.Services.AddSingleton<EnvironmentOptions<TOptions>>();
        builder.Services.AddSingleton<IConfigureOptions<TOptions>>(services => services.GetRequiredService<EnvironmentOptions<TOptions>>());
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(services => services.GetRequiredService<EnvironmentOptions<TOptions>>());
        builder.Services.TryAddSingleton(services => services.GetRequiredService<IOptions<TOptions>>().Value);
        return options.ValidateOnStart();
    }
}
