using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Loyalty.Hosting;

/// <summary>In which notation a call is read and answered (R10), and the reading of its body.</summary>
internal static class Formats
{
    /// <summary>Settles the notation of a V1.1 answer: query over suffix over Accept over Content-Type over JSON. A refusal where it is neither.</summary>
    public static Answer? Answer(ApiCall call)
    {
        var request = call.Http.Request;
        var query = request.Query["format"].ToString();
        if (query.Length > 0 && Named(query) is null) return call.Fail(400, "The format is not supported; allowed is json or xml");
        call.IsXml = Named(query) ?? call.Http.Items[Routes.Suffix] as bool? ?? Media(request.Headers.Accept.ToString()) ?? Media(request.ContentType) ?? false;
        return null;
    }

    public static async ValueTask<Answer?> ReadAsync(ApiCall call)
    {
        var request = call.Http.Request;
        // A content type on a GET means nothing; some reads have a body all the same.
        if (request.ContentLength is 0 or null && !HasBody(request)) return null;
        var isGet = HttpMethods.IsGet(request.Method);
        if (call.Operation.TakesFile)
        {
            (call.Raw, var overlong) = await BytesAsync(call).ConfigureAwait(false);
            return overlong;
        }
        if (call.Family != Family.V1 && !isGet && Media(request.ContentType) != false) return call.Fail(415, "The body must be application/json");
        if (Charset(request.ContentType) is { } charset && !IsKnown(charset, call.Family)) return call.Fail(415, "The charset is not supported; allowed is UTF-8");
        var (bytes, tooLarge) = await BytesAsync(call).ConfigureAwait(false);
        if (tooLarge is not null) return tooLarge;
        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return null;
        var isXml = call.Family == Family.V1 && (Sniff(bytes) ?? Media(request.ContentType) ?? false);
        var (node, fault) = isXml ? XmlNotation.Read(bytes, isLatin: Charset(request.ContentType)?.Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase) ?? false) : JsonNotation.Read(bytes);
        if (fault is not null) return call.Fail(fault.Status, fault.Message);
        call.Body = call.Family == Family.V1 ? Root(node) : node;
        return null;
    }

    /// <summary>The root element may be there, be there twice, or be missing.</summary>
    private static Node Root(Node node)
    {
        while (node.Members.Count == 1 && node["root"].Kind == NodeKind.Object) node = node["root"];
        return node;
    }

    private static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;

    private static async ValueTask<(byte[] Bytes, Answer? TooLarge)> BytesAsync(ApiCall call)
    {
        var request = call.Http.Request;
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length > 0 && !encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return ([], call.Fail(415, "The content encoding is not supported; allowed is gzip"));
        using var inflated = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase) ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
        var source = inflated ?? request.Body;
        var limit = call.Operation.BodyLimit;
        var body = new MemoryStream(request.ContentLength is { } length && inflated is null ? (int)Math.Min(length, limit) : 4096);
        var part = new byte[16 * 1024];
        try
        {
            while (await source.ReadAsync(part, call.Cancelled).ConfigureAwait(false) is var count and > 0)
            {
                if (body.Length + count > limit) return ([], call.Fail(413, "The body is too large"));
                body.Write(part, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            return ([], call.Fail(400, "The body is not valid gzip"));
        }
        catch (BadHttpRequestException wrong)
        {
            return ([], call.Fail(wrong.StatusCode == 413 ? 413 : 400, "The body did not arrive whole"));
        }
        return (body.ToArray(), null);
    }

    private static bool? Named(string format) =>
        format.Trim().Equals("xml", StringComparison.OrdinalIgnoreCase) ? true : format.Trim().Equals("json", StringComparison.OrdinalIgnoreCase) ? false : null;

    /// <summary>XML, JSON, or neither.</summary>
    private static bool? Media(string? type)
    {
        if (string.IsNullOrWhiteSpace(type)) return null;
        var media = type.Split(',')[0].Split(';')[0].Trim();
        return media.EndsWith("/xml", StringComparison.OrdinalIgnoreCase) ? true : media.EndsWith("/json", StringComparison.OrdinalIgnoreCase) ? false : null;
    }

    // What the body is goes before what it says that it is: clients send either under both names.
    private static bool? Sniff(byte[] bytes)
    {
        foreach (var each in bytes)
        {
            if (each is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF) continue;
            return each == (byte)'<' ? true : each is (byte)'{' or (byte)'[' ? false : null;
        }
        return null;
    }

    private static string? Charset(string? type)
    {
        if (type is null) return null;
        foreach (var part in type.Split(';'))
            if (part.Trim().StartsWith("charset=", StringComparison.OrdinalIgnoreCase)) return part.Trim()[8..].Trim('"', ' ');
        return null;
    }

    private static bool IsKnown(string charset, Family family) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)
        || (family == Family.V1 && charset.Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase));
}
