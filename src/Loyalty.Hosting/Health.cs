using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Loyalty.Hosting;

/// <summary>/health: the process answers. /ready: the store can be read. Neither asks for a credential or tells anything of the data.</summary>
internal static class Health
{
    public static void Map(IEndpointRouteBuilder endpoints, ApiServices services)
    {
        endpoints.MapMethods("/health", ["GET"], http => http.Response.WriteAsync("alive")).WithMetadata(new ExcludeFromDescriptionAttribute());
        endpoints.MapMethods("/ready", ["GET"], async http =>
        {
            var isReady = await IsReadyAsync(services, http.RequestAborted).ConfigureAwait(false);
            http.Response.StatusCode = isReady ? 200 : 503;
            await http.Response.WriteAsync(isReady ? "ready" : "not ready", http.RequestAborted).ConfigureAwait(false);
        }).WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    private static async ValueTask<bool> IsReadyAsync(ApiServices services, CancellationToken cancelled)
    {
        try
        {
            await services.Engine.AnchorAsync(cancelled).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is StoreException or ObjectDisposedException)
        {
            return false;
        }
    }
}
