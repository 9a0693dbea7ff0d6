using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Loyalty.Hosting;

/// <summary>The OpenAPI document from the endpoints themselves, at /openapi/v1.json, and the page that browses it, at /scalar.</summary>
internal static class ApiDocument
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", static options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Loyalty", Version = "v1", Description = "Customers, bills, points, coupons and carts. What is not built yet answers 501." };
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["basic"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "basic", Description = "The user name of a till or store and the hash of its password." },
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = Entrance.OAuth, Description = "The access token of a client, from POST /v3/oauth/token/generate." },
            };
            document.Security = [new() { [new("basic", document)] = [] }, new() { [new("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Operation>().FirstOrDefault() is not { } documented) return Task.CompletedTask;
            operation.OperationId = documented.Key.Replace(' ', '_').Replace('/', '_').Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            ApiSchemas.Describe(operation, documented);
            if (!documented.IsBuilt) operation.Description = "Not built yet: answers 501.";
            if (documented.Sisters.Count > 0) operation.Description = $"{operation.Description} Also: {string.Join(", ", documented.Sisters)}.".Trim();
            return Task.CompletedTask;
        });
    });

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapScalarApiReference();
    }
}
