using System.Diagnostics;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Hosting;

/// <summary>Takes a call through the entrance to its handler and writes the answer. Nothing but an envelope leaves, whatever happens.</summary>
internal sealed partial class Dispatch(ApiServices services, Routes routes, ILogger logger)
{
    private const int WorthCompressing = 1024;

    public async Task RunAsync(HttpContext http, Operation operation)
    {
        var started = Stopwatch.GetTimestamp();
        var call = new ApiCall(http, operation, services) { RequestId = RequestId(http) };
        var answer = await AnswerAsync(call).ConfigureAwait(false);
        try
        {
            await WriteAsync(http, call.RequestId, call.IsXml && answer.ContentType is null ? XmlNotation.Write(answer.Body) : answer.Body.ToJson(asText: operation.Family == Family.V1), answer, call.IsXml).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone.
        }
        if (logger.IsEnabled(LogLevel.Information)) Answered(operation.Method, operation.Path, answer.Status, Envelope.Code(answer), call.RequestId, call.Credential?.Organisation, call.Credential?.Id, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>A path or verb that no operation has.</summary>
    public async Task UnknownAsync(HttpContext http)
    {
        var id = RequestId(http);
        var path = http.Request.Path.Value ?? "";
        var family = Families.Of(path);
        if (family == Family.None)
        {
            var problem = new Doc { { "type", "urn:loyalty:problem:route.unknown" }, { "title", "No such resource" }, { "status", 404 }, { "instance", id } };
            await WriteAsync(http, id, problem.ToJson(asText: false), new(404, problem) { ContentType = Envelope.ProblemType }, isXml: false).ConfigureAwait(false);
            return;
        }
        var (code, message, allow) = routes.Unknown(path);
        if (allow is not null) http.Response.Headers.Allow = allow;
        var unknown = new Operation("", "", http.Request.Method, path, static _ => throw new UnreachableException());
        var call = new ApiCall(http, unknown, services) { RequestId = id };
        if (family == Family.V1) Formats.Answer(call);
        var answer = Envelope.Failure(family, code, message);
        // Before an operation is known, V1.1 writes text, this code included.
        if (family == Family.V1) answer = answer with { Body = new() { { "response", new Doc { { "status", new Doc { { "success", false }, { "code", code }, { "message", message } } } } } } };
        await WriteAsync(http, id, call.IsXml ? XmlNotation.Write(answer.Body) : answer.Body.ToJson(family == Family.V1), answer, call.IsXml).ConfigureAwait(false);
    }

    /// <summary>A URL beyond the limit, before it is looked at.</summary>
    public static Task TooLongAsync(HttpContext http)
    {
        var id = RequestIds.New(http.RequestServices.GetRequiredService<ApiServices>().Clock.GetCurrentInstant());
        var problem = new Doc { { "type", "urn:loyalty:problem:url.too_long" }, { "title", "The URL is longer than 8 KiB" }, { "status", 414 }, { "instance", id } };
        return WriteAsync(http, id, problem.ToJson(asText: false), new(414, problem) { ContentType = Envelope.ProblemType }, isXml: false);
    }

    public static Answer NotBuilt(ApiCall call) => call.Fail(501, $"{string.Join(", ", [call.Operation.Name, .. call.Operation.Sisters])}: not built yet");

    private async ValueTask<Answer> AnswerAsync(ApiCall call)
    {
        try
        {
            if (!Routes.IsSameCase(call.Operation.Path, call.Http.Request.Path.Value ?? "")) return call.Fail(404, "No such resource");
            return await Entrance.EnterAsync(call).ConfigureAwait(false) ?? await call.Operation.Handler(call).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.Http.RequestAborted.IsCancellationRequested)
        {
            return call.Fail(500, "The caller has gone");
        }
        catch (ObjectDisposedException)
        {
            return call.Fail(503, "The host is stopping");
        }
#pragma warning disable CA1031 // The last line of defence: nothing of a failure leaves but its number.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(failure, call.Operation.Method, call.Operation.Path, call.RequestId);
            return call.Fail(call.Family == Family.V1 ? 407 : 500, "The call failed by an error of the server");
        }
        finally
        {
            // Before the answer is written: a slow caller must not hold the state.
            call.Moment?.Dispose();
        }
    }

    private string RequestId(HttpContext http) =>
        http.Request.Headers["X-CAP-REQUEST-ID"].ToString() is { } given && RequestIds.IsFit(given) ? given : RequestIds.New(services.Clock.GetCurrentInstant());

    private static async Task WriteAsync(HttpContext http, string id, byte[] body, Answer answer, bool isXml)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        var headers = response.Headers;
        headers["X-Cap-Requestid"] = id;
        headers["X-CAP-REQUEST-ID"] = id;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentLanguage = "en";
        if (answer.IsReplayed) headers["Idempotency-Replayed"] = "true";
        if (answer.Status == 503 && headers.RetryAfter.Count == 0) headers.RetryAfter = "1";
        foreach (var (name, value) in answer.Headers) headers[name] = value;
        response.ContentType = answer.ContentType ?? (isXml ? "application/xml; charset=utf-8" : "application/json; charset=utf-8");
        if (body.Length >= WorthCompressing && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            headers.ContentEncoding = "gzip";
            headers.Vary = "Accept-Encoding";
            var packed = new MemoryStream();
            // In memory: nothing to wait for.
            using (var zip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(body);
            body = packed.ToArray();
        }
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Route} {Status} {Code} {RequestId} {Organisation} {Credential} {Milliseconds} ms")]
    private partial void Answered(string method, string route, int status, string code, string requestId, string? organisation, string? credential, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Route} failed, call {RequestId}")]
    private partial void Failed(Exception failure, string method, string route, string requestId);
}
