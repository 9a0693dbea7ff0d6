using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Hosting;

/// <summary>The program of the caller's organisation, read and put at run time: a path of our own, beside the documented ones.</summary>
internal static class ProgramApi
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IReadOnlyList<Operation> All()
    {
        var all = new List<Operation>();
        var operations = new OperationList(AccessGroup.ProgramResource, all);
        operations.Get("/admin/program", "Get the program in force", GetAsync, Administers);
        operations.Put("/admin/program", "Put a program in force", PutAsync, static operation => Administers(operation) with { TakesFile = true, BodyLimit = Operation.BulkBody });
        return all;
    }

    // The program says which tills there are: who repairs it must not need one.
    private static Operation Administers(Operation operation) => operation with { IsConfiguration = true, NeedsPlace = false };

    private static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        var current = (await call.Desk.Programs.CurrentAsync(call.Cancelled).ConfigureAwait(false)).OrThrow();
        return new(200, Doc.Json(current.Definition.ToJson())) { Headers = Version(current) };
    }

    private static async ValueTask<Answer> PutAsync(ApiCall call)
    {
        string json;
        try
        {
            json = s_utf8.GetString(call.Raw);
        }
        catch (DecoderFallbackException)
        {
            return call.Fail(400, "The body is not UTF-8");
        }
        var reading = LoyaltyDefinition.FromJson(json);
        if (reading.Definition is null) return Refused(reading.Faults);
        var over = Over(call.Http.Request.Headers.IfMatch);
        var saved = over is null
            ? await call.Desk.Programs.SaveAsync(reading.Definition, call.Options(), call.Cancelled).ConfigureAwait(false)
            : await call.Desk.Programs.SaveOverAsync(reading.Definition, over, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (saved.Refusal is DefinitionRefused refused) return Refused(refused.Faults);
        if (saved.Refusal is ProgramChanged changed) return Changed(changed);
        if (saved.IsRefused) return Problems.General(call, saved.Refusal);
        return new(200, new()
        {
            { "version", saved.Value.Version },
            { "from", Times.V2(saved.Value.From, call.Services.ServerZone) },
            { "isNew", saved.Value.IsNew },
            { "warnings", saved.Warnings.Select(warning => new Doc { { "code", warning.Code }, { "message", warning.Message } }).ToArray() },
        }) { IsReplayed = saved.Replayed, Headers = Version(saved.Value) };
    }

    /// <summary>All faults, each with the JSON pointer to its place; nothing was changed.</summary>
    private static Answer Refused(IReadOnlyList<DefinitionFault> faults) => new(422, new()
    {
        { "type", "urn:loyalty:problem:program.invalid" },
        { "title", "The program has faults; the one in force goes on" },
        { "status", 422 },
        { "errors", faults.Select(fault => new Doc { { "pointer", fault.Pointer }, { "detail", fault.Problem }, { "allowed", fault.Allowed } }).ToArray() },
    }) { ContentType = Envelope.ProblemType };

    /// <summary>The program was changed since it was read; nothing was changed by this call.</summary>
    private static Answer Changed(ProgramChanged changed) => new(412, new()
    {
        { "type", "urn:loyalty:problem:program.changed" },
        { "title", "The program in force is another than that of If-Match: read it again" },
        { "status", 412 },
        { "version", changed.InForce },
    }) { ContentType = Envelope.ProblemType, Headers = Tag(changed.InForce) };

    /// <summary>
    /// The versions that If-Match names; null where there is none, or * is said: there always is a program. A tag that is weak or none of ours
    /// fits no version.
    /// </summary>
    private static List<long>? Over(StringValues header)
    {
        if (header.Count == 0) return null;
        var tags = header.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        if (tags is ["*"]) return null;
        return [.. tags.Where(tag => tag is ['"', .., '"'] && tag.Length > 2).Select(tag => Numbers.Whole(tag[1..^1])).OfType<long>()];
    }

    private static KeyValuePair<string, string>[] Version(ProgramVersion version) => Tag(version.Version);

    private static KeyValuePair<string, string>[] Tag(long version) => [new("ETag", string.Create(CultureInfo.InvariantCulture, $"\"{version}\""))];
}
