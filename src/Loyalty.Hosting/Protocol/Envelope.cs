namespace Loyalty.Hosting;

/// <summary>An answer before it is written: its HTTP status and what stands in it.</summary>
internal sealed record Answer(int Status, Doc Body)
{
    /// <summary>A repeated key led to the answer of its first use.</summary>
    public bool IsReplayed { get; init; }

    public string? ContentType { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>A failure of the whole call, in the envelope of its family.</summary>
internal static class Envelope
{
    /// <summary>The media type of RFC 9457, in which paths that are not documented tell a failure.</summary>
    public const string ProblemType = "application/problem+json";

    public static Answer Failure(Family family, int code, string message, int? status = null) =>
        new(status ?? Status(family, code), Body(family, code, message)) { ContentType = family == Family.None ? ProblemType : null };

    /// <summary>The code in an answer, whatever its family: its status's, or that of the first error; the HTTP status where it has none.</summary>
    public static string Code(Answer answer)
    {
        var body = answer.Body["response"] as Doc ?? answer.Body;
        var said = body["status"] as Doc ?? (body["errors"] is IReadOnlyList<Doc> { Count: > 0 } errors ? errors[0] : null);
        return Doc.Text(said?["code"] switch
        {
            Native native => native.Value,
            null => answer.Status,
            var code => code,
        });
    }

    /// <summary>R28: V1.1 has its own few; elsewhere a code of three digits is the status, a busy one 503, a number of the domain 400.</summary>
    private static int Status(Family family, int code) => (family, code) switch
    {
        (Family.V1, 402) => 400,
        (Family.V1, 406) => 404,
        (Family.V1, 407) => 500,
        (Family.V1, 408) => 403,
        (_, 461 or 521) => 503,
        (_, >= 400 and <= 431) or (_, 500 or 501 or 503) => code,
        _ => 400,
    };

    private static Doc Body(Family family, int code, string message) => family switch
    {
        Family.V1 => new() { { "response", new Doc { { "status", V1.Status(false, code, message) } } } },
        Family.V2 => V2.Errors(code, message),
        Family.Status => new() { { "status", new Doc { { "success", false }, { "code", code }, { "message", message } } } },
        Family.Loyalty => new() { { "status", new Doc { { "code", code }, { "message", message } } }, { "validationErrors", Array.Empty<Doc>() } },
        Family.None => new() { { "type", "about:blank" }, { "title", message }, { "status", Status(family, code) } },
        Family.Upload => new() { { "success", false }, { "status", code }, { "message", message } },
        _ => new() { { "data", Doc.Null }, { "errors", new[] { new Doc { { "code", code }, { "message", message } } } }, { "warnings", Doc.Null } },
    };
}

/// <summary>Family A.</summary>
internal static class V1
{
    public static Doc Status(bool success, int code, string message, int? total = null, int? done = null)
    {
        // Clients parse the code as a number, whatever else is text.
        var status = new Doc { { "success", success }, { "code", new Native(code) }, { "message", message } };
        return total is null ? status : status.With("total", total).With("success_count", done);
    }

    public static Doc ItemStatus(int code, string message, bool success, IReadOnlyList<Doc>? warnings = null)
    {
        var status = new Doc { { "success", success }, { "code", new Native(code) }, { "message", message } };
        return warnings is { Count: > 0 } ? status.With("warnings", new Doc { { "warning", warnings } }) : status;
    }

    /// <summary>What reached its items is HTTP 200; the code says whether all, some or none succeeded.</summary>
    public static Doc OfItems(int total, int done) =>
        Status(done > 0, done == total ? 200 : done > 0 ? 201 : 500, done == total ? "Success" : done > 0 ? "Some items failed" : "All items failed", total, done);

    /// <summary>A single answer and its entity, where the page shows an object.</summary>
    public static Answer Single(bool success, string entity, object body) => new(200, new Doc
    {
        { "response", new Doc { { "status", Status(success, success ? 200 : 500, success ? "Success" : "All items failed") }, { entity, body } } },
    });

    /// <summary>An entity that is an object for one item and an array for several.</summary>
    public static object OneOrMany(IReadOnlyList<Doc> items) => items.Count == 1 ? items[0] : items;
}

/// <summary>Family B.</summary>
internal static class V2
{
    public static Doc Error(int code, string message) => new() { { "status", false }, { "code", code }, { "message", message } };

    public static Doc Errors(int code, string message) => new() { { "errors", new[] { Error(code, message) } }, { "warnings", Array.Empty<Doc>() } };

    public static Doc Warning(int code, string message) => new() { { "status", false }, { "code", code }, { "message", message } };
}
