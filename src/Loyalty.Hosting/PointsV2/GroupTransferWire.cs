namespace Loyalty.Hosting;

/// <summary>How a transfer between a group and a member is written.</summary>
internal static class GroupTransferWire
{
    public static Doc Transfer(ApiCall call, GroupTransferRequest asked, GroupMoved moved, IReadOnlyList<GroupMembership> members)
    {
        var (customer, group) = ((asked.Customer.Id.Value, "CUSTOMER"), (asked.Group.Id.Value, "USERGROUP2"));
        var (to, from) = asked.ToGroup ? (group, customer) : (customer, group);
        return new()
        {
            { "toEntityId", to.Value },
            { "toEntityType", to.Item2 },
            { "fromEntityId", from.Value },
            { "fromEntityType", from.Item2 },
            { "pointsTransferDate", Times.V1(moved.At, call.Services.ServerZone) },
            { "pointsTransferDateISO", call.Time(moved.At) },
            { "pointsTransferred", moved.Points },
            { "transferId", moved.Position },
            { "transferType", "DEDUCTION" },
            { asked.ToGroup ? "transferredFrom" : "transferredTo", PointsV2Wire.Member(asked.Customer) },
            { asked.ToGroup ? "transferredToUserGroup2" : "transferredFromUserGroup2", Group(call, asked.Group, members) },
            { "notes", asked.Notes ?? "" },
            { "programName", call.Definition.Program.Name },
            { "pointsTransferBreakupByEarningPrograms", new[] { new Doc { { "programId", call.Organisation }, { "deductedPoints", moved.Points }, { "programCurrentPoints", moved.SenderBalance } } } },
        };
    }

    private static Doc Group(ApiCall call, GroupDetails group, IReadOnlyList<GroupMembership> members) => new()
    {
        { "id", group.Id.Value },
        { "externalId", group.ExternalId },
        { "groupName", group.Name ?? "" },
        { "groupStatus", group.DissolvedAt is null ? "ACTIVE" : "INACTIVE" },
        { "maxGroupSize", group.MaxSize },
        { "fleetGroupUsers", members.Select(member => new Doc
        {
            { "userId", member.Customer.Value },
            { "groupId", member.Group.Value },
            { "active", member.Until is null },
            { "primaryMember", member.IsPrimary },
        }).ToArray() },
        { "createdOn", call.Time(group.MadeAt) },
    };
}
