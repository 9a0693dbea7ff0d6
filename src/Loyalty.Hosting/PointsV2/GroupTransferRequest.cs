namespace Loyalty.Hosting;

/// <summary>What the two operations of transfers between a group and its members read. Either side may be the group, not both.</summary>
internal sealed record GroupTransferRequest(CustomerDetails Customer, GroupDetails Group, bool ToGroup, CustomerDetails By, decimal Points, string? Notes)
{
    public static async ValueTask<(GroupTransferRequest? Request, Answer? Wrong)> ReadAsync(ApiCall call)
    {
        var form = call.Form;
        var (from, to, who) = (form.Part("fromEntity"), form.Part("toEntity"), form.Part("transferredBy"));
        var points = form.Number("pointsTobeTransferred") ?? form.Number("pointsToBeTransferred");
        var (program, notes) = (form.Whole("programId"), form.Text("notes"));
        var (fromType, toType) = (from.Word("type", "CUSTOMER", "USERGROUP2"), to.Word("type", "CUSTOMER", "USERGROUP2"));
        var (given, names, by) = (Named(from), Named(to), Named(who));
        if (form.Fault is { Field: "programId" }) return (null, call.Fail(885, "programId is not valid"));
        if (form.Fault is { Field: "fromEntity.type" or "toEntity.type" } type || fromType is null || toType is null) return (null, call.Fail(1212, "An entity's type is missing or not valid; allowed is CUSTOMER, USERGROUP2"));
        if (form.Fault is { } fault && !fault.Field.StartsWith("pointsT", StringComparison.Ordinal)) return (null, call.Fail(fault));
        if (points is null) return (null, call.Fail(422, "pointsToBeTransferred value is invalid", 400));
        if (program is not null && program != call.Organisation) return (null, call.Fail(885, FormattableString.Invariant($"programId {program} is not known")));
        if (fromType == toType) return (null, call.Fail(1219, "One of the entities must be a CUSTOMER, the other a USERGROUP2"));
        var toGroup = toType == "USERGROUP2";
        var (group, noGroup) = await GroupAsync(call, toGroup ? names : given).ConfigureAwait(false);
        if (noGroup is not null) return (null, noGroup);
        var (customer, nobody) = await PointsV2Wire.CustomerAsync(call, (toGroup ? given : names).Type, (toGroup ? given : names).Value).ConfigureAwait(false);
        if (nobody is not null) return (null, nobody);
        var (arranges, noBy) = await PointsV2Wire.CustomerAsync(call, by.Type, by.Value).ConfigureAwait(false);
        return noBy is not null ? (null, noBy) : (new(customer!, group!, toGroup, arranges!, points.Value, notes), null);
    }

    private static (string? Type, string? Value) Named(Form entity) => (entity.Code("identifierType"), entity.Code("identifierValue"));

    private static async ValueTask<(GroupDetails? Group, Answer? Wrong)> GroupAsync(ApiCall call, (string? Type, string? Value) named)
    {
        if (named.Value is null) return (null, call.Fail(1645, "The group's identifier is missing"));
        var found = named.Type?.ToUpperInvariant() switch
        {
            "EXTERNALID" or "EXTERNAL_ID" => await call.Desk.Groups.LookUpAsync(named.Value, call.Cancelled).ConfigureAwait(false),
            "ID" or "USERGROUP_ID" => await call.Desk.Groups.GetAsync(new(Numbers.Whole(named.Value) ?? 0), call.Cancelled).ConfigureAwait(false),
            _ => null,
        };
        if (found is null) return (null, call.Fail(1645, "The group's identifier type is missing or not valid; allowed is externalId, id"));
        return found.IsRefused ? (null, PointsV2Problems.Answer(call, found.Refusal)) : (found.Value, null);
    }
}
