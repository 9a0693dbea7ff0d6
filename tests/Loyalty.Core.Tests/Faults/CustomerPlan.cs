namespace Loyalty.Tests.Faults;

/// <summary>Every call about what is kept of customers and what ties them, each on customers of its own; then a merge and an erasure of all of it.</summary>
internal static class CustomerPlan
{
    public static FaultPlan Plan { get; } = new(ProgramKit.BesideEachOther().In(CustomerChanging.Prepared), PrepareAsync);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var calls = new List<Call>();
        foreach (var (name, call) in CustomerChanging.All)
        {
            var own = await CustomerChanging.PrepareAsync(run.Desk, name);
            calls.Add(new($"customer {name}", (at, o) => call.Same(at.Desk, own, o)));
        }
        var (things, read) = (await CustomerChanging.PrepareAsync(run.Desk, "merged"), await CustomerChanging.PrepareAsync(run.Desk, "read"));
        var code = (await run.Desk.Points.IssueValidationCodeAsync(new(read.Anna, 0m) { Action = CodeAction.Subscription })).OrThrow().Code;
        calls.Add(new("customer consent", (at, o) => Changing.Of(at.Desk.Customers.SetConsentAsync(new(read.Anna, false, code), o))));
        calls.Add(new("customer of a further program", (at, o) => Changing.Of(at.Desk.Customers.JoinProgramAsync(new(read.Ben, "Q"), o))));
        calls.Add(new("customers", (at, o) => Plans.EachAsync(at.Desk.Customers.EnrolManyAsync([new() { ExternalId = "kd-1" }, new() { ExternalId = "kd-2" }], o), all => all.Items)));
        calls.Add(new("customers known or new", (at, o) => Plans.EachAsync(at.Desk.Customers.AddOrUpdateManyAsync([new() { ExternalId = "kd-1", FirstName = "Dora" }, new() { ExternalId = "kd-3" }], o), all => all.Items)));
        calls.Add(new("customer absorbing", (at, o) => Changing.Of(at.Desk.Customers.EnrolAsync(new() { ExternalId = "kc-merged" }, o))));
        calls.Add(new("customer merge with papers", (at, o) => Changing.Of(at.Desk.Customers.MergeAsync(new(things.Anna, things.Ben), o))));
        calls.Add(new("customer erasure", (at, o) => Changing.Of(at.Desk.Customers.SetLabelAsync(new(things.Ben, "Deleted", "asked for"), o))));
        return (calls,
        [
            new("customer notes", (at, _) => Changing.Of(at.Desk.Dossiers.NotesAsync(read.Anna))),
            new("customer tickets", (at, _) => Changing.Of(at.Desk.Dossiers.TicketsAsync(read.Anna))),
            new("customer images", (at, _) => Changing.Of(at.Desk.Dossiers.ImagesAsync(read.Anna))),
            new("customer labels", (at, _) => Changing.Of(at.Desk.Labels.OfAsync(read.Anna))),
            new("customer cards", (at, _) => Changing.Of(at.Desk.Cards.OfAsync(read.Anna))),
            new("customer children", (at, _) => Changing.Of(at.Desk.Families.ChildrenAsync(read.Anna))),
        ]);
    }
}
