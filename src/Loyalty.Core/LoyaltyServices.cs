using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty;

/// <summary>Adds the engine to a container.</summary>
public static class LoyaltyServices
{
    /// <summary>
    /// Adds <see cref="LoyaltyEngine"/> as a singleton, opened when it is first asked for, with the container's logging. A host that
    /// starts checks the options and the program before it serves: wrong ones stop it with an
    /// <see cref="OptionsValidationException"/> that lists what to change. A second call changes nothing.
    /// </summary>
    public static IServiceCollection AddLoyalty(this IServiceCollection services, Action<LoyaltyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.Any(service => service.ServiceType == typeof(LoyaltyEngine))) return services;
        services.AddOptions<LoyaltyOptions>()
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetService(typeof(ILoggerFactory)) is ILoggerFactory logging) options.Logging = logging;
                configure(options);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<LoyaltyOptions>, Validation>();
        services.AddSingleton(static provider => LoyaltyEngine.Open(((IOptions<LoyaltyOptions>)provider.GetService(typeof(IOptions<LoyaltyOptions>))!).Value));
        return services;
    }

    /// <summary>What opening would find wrong before it touches a file of data.</summary>
    private sealed class Validation : IValidateOptions<LoyaltyOptions>
    {
        public ValidateOptionsResult Validate(string? name, LoyaltyOptions options)
        {
            try
            {
                LoyaltyEngine.ProgramToUse(options);
                return ValidateOptionsResult.Success;
            }
            catch (LoyaltyOptionsException wrong)
            {
                return ValidateOptionsResult.Fail(wrong.Faults);
            }
        }
    }
}
