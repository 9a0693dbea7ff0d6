using System.Globalization;
using System.Text;

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
        var saved = await call.Desk.Programs.SaveAsync(reading.Definition, call.Options(), call.Cancelled).ConfigureAwait(false);
        if (saved.Refusal is DefinitionRefused refused) return Refused(refused.Faults);
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

    private static KeyValuePair<string, string>[] Version(ProgramVersion version) => [new("ETag", string.Create(CultureInfo.InvariantCulture, $"\"{version.Version}\""))];
}
