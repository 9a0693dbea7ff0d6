using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Hosting;

/// <summary>Serves the engine as the documented HTTP API.</summary>
public static class LoyaltyApi
{
    private const int LongestUrl = 8 * 1024;

    private static readonly MethodInfo s_documented = typeof(LoyaltyApi).GetMethod(nameof(Documented), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Registers the engine (a singleton, closed with the container) and the API's options. <see cref="MapLoyaltyApi"/> then serves it.</summary>
    /// <exception cref="LoyaltyApiOptionsException">From MapLoyaltyApi: the options contradict themselves.</exception>
    public static IServiceCollection AddLoyalty(this IServiceCollection services, Action<LoyaltyOptions> engine, Action<LoyaltyApiOptions> api)
    {
        ArgumentNullException.ThrowIfNull(api);
        services.AddLoyalty(engine);
        var options = new LoyaltyApiOptions();
        api(options);
        services.AddSingleton(options);
        services.AddSingleton<IStartupFilter, PathFilter>();
        services.AddSingleton(provider => new ApiServices(
            provider.GetRequiredService<LoyaltyEngine>(), options, provider.GetRequiredService<IOptions<LoyaltyOptions>>().Value.Clock));
        services.AddHostedService<ProgramWatch>();
        ApiDocument.Add(services);
        return services;
    }

    /// <summary>Maps all documented paths, /admin/program, the OpenAPI document with its page, and /health and /ready.</summary>
    /// <exception cref="LoyaltyApiOptionsException">The options contradict themselves.</exception>
    public static IEndpointRouteBuilder MapLoyaltyApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var provider = endpoints.ServiceProvider;
        var options = provider.GetService<LoyaltyApiOptions>() ?? throw new InvalidOperationException("Call builder.Services.AddLoyalty(engine => ..., api => ...) first.");
        string[] faults = [.. options.Faults()];
        if (faults.Length > 0) throw new LoyaltyApiOptionsException(faults);
        var services = provider.GetRequiredService<ApiServices>();
        foreach (var credential in options.Credentials)
            if (!services.Organisations.ContainsKey(credential.Organisation)) throw new LoyaltyApiOptionsException([$"'{credential.Name}' is of the organisation '{credential.Organisation}', which the engine does not know."]);
        var routes = new Routes([.. Catalogue.All(), .. ProgramApi.All()]);
        var dispatch = new Dispatch(services, routes, provider.GetRequiredService<ILoggerFactory>().CreateLogger("Loyalty.Hosting"));
        foreach (var operation in routes.All) Map(endpoints, dispatch, operation);
        endpoints.MapFallback("{*path}", dispatch.UnknownAsync).WithMetadata(new ExcludeFromDescriptionAttribute());
        Health.Map(endpoints, services);
        ApiDocument.Map(endpoints);
        return endpoints;
    }

    // Mapped over RequestDelegate: binding by reflection of hundreds of handlers costs seconds at start. The document needs some method to look at.
    private static void Map(IEndpointRouteBuilder endpoints, Dispatch dispatch, Operation operation)
    {
        var endpoint = endpoints.MapMethods(operation.Path, [operation.Method], http => dispatch.RunAsync(http, operation)).WithMetadata(operation);
        if (operation.IsAlias) endpoint.WithMetadata(new ExcludeFromDescriptionAttribute());
        else endpoint.WithMetadata(s_documented, new TagsAttribute(operation.Group), new EndpointSummaryAttribute(operation.Name), new ProducesResponseTypeMetadata(200, typeof(void), []));
    }

    private static void Documented()
    {
    }

    private sealed class PathFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(static (http, following) =>
            {
                if (http.Request.Path.Value?.Length + http.Request.QueryString.Value?.Length > LongestUrl) return Dispatch.TooLongAsync(http);
                Routes.Normalise(http);
                return following(http);
            });
            next(app);
        };
    }
}
