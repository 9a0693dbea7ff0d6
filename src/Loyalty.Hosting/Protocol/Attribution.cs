namespace Loyalty.Hosting;

/// <summary>Which till or store a call is made at (section 2.1, R6): the entity pair, the till's own header, the client's default.</summary>
internal static class Attribution
{
    private const string Type = "X-CAP-API-ATTRIBUTION-ENTITY-TYPE";

    private const string Code = "X-CAP-API-ATTRIBUTION-ENTITY-CODE";

    private const string TillCode = "X-CAP-API-ATTRIBUTION-TILL-CODE";

    private const string Lookup = "X-CAP-API-ATTRIBUTION-LOOKUP";

    private const string LookupType = "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE";

    public static async ValueTask<Answer?> ResolveAsync(ApiCall call)
    {
        if (call.Operation.IsOneState) call.Desk = call.Desk.During(call.Moment = new());
        call.Definition = (await call.Desk.Programs.CurrentAsync(call.Cancelled).ConfigureAwait(false)).OrThrow().Definition;
        var headers = call.Http.Request.Headers;
        if (Header(call, Lookup) is not null && Header(call, LookupType) is null) return call.Fail(1061, "X-CAP-API-ATTRIBUTION-LOOKUP needs its TYPE");
        // Other names than the code are mapped by nobody here.
        if (Header(call, LookupType) is { } lookup && Header(call, Lookup) is not null && !lookup.Equals("TILL_CODE", StringComparison.OrdinalIgnoreCase) && !lookup.Equals("CODE", StringComparison.OrdinalIgnoreCase))
            return call.Fail(400, "X-CAP-API-ATTRIBUTION-LOOKUP-TYPE is not known");
        if (Header(call, "X-CAP-API-AUTH-ORG-ID") is { } organisation && Numbers.Whole(organisation) != call.Organisation) return call.Fail(1064, "The organisation id is not valid");
        if (headers.ContainsKey("DATA-SCOPE") && Header(call, "DATA-SCOPE") is { } scope && !scope.Equals("SELF", StringComparison.OrdinalIgnoreCase))
            return call.Fail(403, "The data scope is not one of the organisation's");
        return call.Operation.NeedsPlace ? At(call) : Nowhere(call);
    }

    private static Answer? At(ApiCall call)
    {
        var (till, store) = (call.Credential.Till, call.Credential.Store);
        if (call.Credential is ClientCredential && Header(call, Code) is { } code)
        {
            // An unknown type is a till's.
            if (Header(call, Type) is { } type && type.StartsWith("STORE_", StringComparison.OrdinalIgnoreCase))
            {
                if (!IsStore(call.Definition.Organisation, type, code)) return Unknown(call);
                (till, store) = (null, code);
            }
            else
            {
                (till, store) = (code, null);
            }
        }
        else if (call.Credential is ClientCredential && Header(call, TillCode) is { } old)
        {
            (till, store) = (old, null);
        }
        else if (Header(call, Lookup) is { } mapped)
        {
            (till, store) = (mapped, null);
        }
        if (till is not null && store is null) store = call.Definition.Organisation.Stores.FirstOrDefault(each => each.Tills.Contains(till, StringComparer.Ordinal))?.Code;
        if (till is not null && !IsTill(call.Definition.Organisation, till, store)) return Unknown(call);
        (call.Till, call.Store) = (till, store);
        if (till is not null) call.Desk = call.Desk.AtTill(till, store);
        else if (store is not null) call.Desk = call.Desk.AtStore(store);
        call.Desk = call.Desk.As(Callers.User(call.Credential));
        return null;
    }

    private static Answer? Nowhere(ApiCall call)
    {
        call.Desk = call.Desk.As(Callers.User(call.Credential));
        return null;
    }

    private static bool IsTill(OrganisationDefinition organisation, string till, string? store)
    {
        if (till.Length > 50) return false;
        if (organisation.Stores.Any(each => each.Tills.Contains(till, StringComparer.Ordinal) && (store is null || each.Code == store))) return true;
        return organisation.RegisterUnknownTills && (store is not null ? organisation.RegisterUnknownStores || organisation.Stores.Any(each => each.Code == store) : organisation.Stores.Count == 1);
    }

    // A store has a code and no other names here.
    private static bool IsStore(OrganisationDefinition organisation, string type, string code) =>
        type.Equals("STORE_CODE", StringComparison.OrdinalIgnoreCase) && code.Length <= 50 && (organisation.RegisterUnknownStores || organisation.Stores.Any(each => each.Code == code));

    private static Answer Unknown(ApiCall call)
    {
        var code = call.Family == Family.V1 ? call.Operation.Path.StartsWith("/v1.1/store", StringComparison.Ordinal) ? 902 : 671 : 91021;
        return call.Fail(code, "The till or store that the call is attributed to is not known");
    }

    private static string? Header(ApiCall call, string name) => call.Http.Request.Headers[name].ToString() is { Length: > 0 } value ? value.Trim() : null;
}
