using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Loyalty.Hosting.Tests;

/// <summary>What the sample server sends to a collector of traces and metrics: what was called, and nothing of whom.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ServerTelemetryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-telemetry-");

    [Fact]
    [Trait("rule", "api-conventions R40")]
    public async Task A_collector_gets_spans_and_metrics_of_a_request_and_no_personal_data()
    {
        await using var collector = WebApplication.CreateSlimBuilder().Quiet().Build();
        var got = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        collector.MapPost("/v1/{signal}", async (HttpContext http, string signal) =>
        {
            var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            // Texts stand in the message as they are.
            got.AddOrUpdate(signal, Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();

        var environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        using (var server = await ServerChild.StartAsync(Path.Combine(_folder.FullName, "server.db"), environment: environment))
        {
            Assert.Equal(200, (await server.SendAsync("GET", "/v2/customers/lookup?identifierName=mobile&identifierValue=447700900123&source=INSTORE"))?.Status);
            Assert.Equal(200, (await server.SendAsync("POST", "/v2/customers", """{"profiles":[{"firstName":"Ottilie","lastName":"Querfurth","identifiers":[{"type":"email","value":"ottilie@example.org"}]}]}"""))?.Status);
            Assert.Equal(200, (await server.SendAsync("POST", "/v2/transactions?identifierName=mobile&identifierValue=447700900123&source=INSTORE", """{"type":"REGULAR","billNumber":"BILL-4711","billAmount":"10"}"""))?.Status);
            Assert.Equal(200, (await server.SendAsync("GET", "/v2/transactions/getByBillNumber/BILL-4711"))?.Status);
            Assert.Equal(404, (await server.SendAsync("GET", "/v2/elsewhere/BILL-4711"))?.Status);
            // What is not sent yet is sent before it goes.
            Assert.Equal(0, await server.TerminateAsync());
        }

        foreach (var span in (string[])["GET /v2/customers/lookup", "POST /v2/customers", "GET /v2/transactions/getByBillNumber/{billNumber}", "sales.add_bill", "customers.enrol", "loyalty-server"])
            Assert.Contains(span, got["traces"], StringComparison.Ordinal);
        foreach (var metric in (string[])["loyalty.commands", "loyalty.command.duration", "sales.add_bill", "accepted", "http.server.request.duration"])
            Assert.Contains(metric, got["metrics"], StringComparison.Ordinal);
        foreach (var personal in (string[])["447700900123", "Ottilie", "ottilie", "Querfurth", "BILL-4711", "Anna", "Basic "])
            Assert.All(got, each => Assert.DoesNotContain(personal, each.Value, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

file static class Collector
{
    public static WebApplicationBuilder Quiet(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        return builder;
    }
}
