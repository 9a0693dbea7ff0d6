namespace Loyalty.Tests.Faults;

/// <summary>Every call of groups, each on groups of its own; then one over a member that was merged.</summary>
internal static class GroupPlan
{
    public static FaultPlan Plan { get; } = new(
        Definitions.Points(Definitions.TenPercent).With(program => program with { Groups = new() { CrossMemberRedemption = true, Earning = GroupEarning.Both } }), PrepareAsync);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var calls = new List<Call>();
        foreach (var (name, call) in GroupChanging.All)
        {
            var own = await GroupChanging.PrepareAsync(run.Desk, name);
            calls.Add(new($"group {name}", (at, o) => call.Same(at.Desk, own, o)));
        }
        var things = await GroupChanging.PrepareAsync(run.Desk, "merged");
        calls.Add(new("group bill", (at, o) => Changing.Of(at.Desk.Sales.AddBillAsync(new("G-1", things.Anna, 100m) { Group = things.Group }, o))));
        calls.Add(new("group redeem of several", (at, o) => Changing.Of(at.Desk.Groups.RedeemAsync(new(things.Group, things.Anna, 100m, "several"), o))));
        calls.Add(new("group merge", (at, o) => Changing.Of(at.Desk.Customers.MergeAsync(new(things.Anna, things.Cara), o))));
        calls.Add(new("group return", (at, o) => Changing.Of(at.Desk.Sales.ReturnAsync(new("R-1", "G-1"), o))));
        calls.Add(new("group label", (at, o) => Changing.Of(at.Desk.Customers.SetLabelAsync(new(things.Ben, "Deleted", "asked for"), o))));
        return (calls,
        [
            new("group", (at, _) => Changing.Of(at.Desk.Groups.GetAsync(things.Group))),
            new("group of", (at, _) => Changing.Of(at.Desk.Groups.OfAsync(things.Ben))),
            new("group members", (at, _) => Changing.Of(at.Desk.Groups.MembersAsync(new(things.Group)))),
            new("group balance", (at, _) => Changing.Of(at.Desk.Groups.BalanceAsync(things.Group))),
        ]);
    }
}
