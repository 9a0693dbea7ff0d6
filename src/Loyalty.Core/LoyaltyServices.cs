using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Loyalty;

/// <summary>Adds the engine to a container.</summary>
public static class LoyaltyServices
{
    /// <summary>
    /// Adds <see cref="LoyaltyEngine"/> as a singleton, opened when it is first asked for, with the container's logging.
    /// </summary>
    public static IServiceCollection AddLoyalty(this IServiceCollection services, Action<LoyaltyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider => LoyaltyEngine.Open(options =>
        {
            if (provider.GetService(typeof(ILoggerFactory)) is ILoggerFactory logging) options.Logging = logging;
            configure(options);
        }));
        return services;
    }
}
