using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Server;

/// <summary>Traces and metrics by OTLP, sent only when the environment names where to (OTEL_EXPORTER_OTLP_ENDPOINT). No personal data.</summary>
public static class Observability
{
    public static void AddTo(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("loyalty-server"))
            .WithTracing(static traces => traces.AddSource("Loyalty").AddAspNetCoreInstrumentation(static http => http.EnrichWithHttpRequest = static (activity, _) => WithoutUrl(activity)))
            .WithMetrics(static metrics => metrics.AddMeter("Loyalty").AddAspNetCoreInstrumentation())
            .UseOtlpExporter();
    }

    // Paths and queries hold what callers send: mobile numbers, e-mails, numbers of bills. The route says which call it was.
    private static void WithoutUrl(Activity activity) => activity.SetTag("url.path", null).SetTag("url.query", null);
}
