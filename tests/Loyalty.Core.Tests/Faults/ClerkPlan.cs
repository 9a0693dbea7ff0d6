using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>What clerks do beside the till: points by hand, redemptions tied, bills updated and given to somebody, rejected bills tried again, items.</summary>
internal static class ClerkPlan
{
    public static FaultPlan Plan { get; } = new(
        Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(60)).In(org => org with { Bills = org.Bills with { Queue = new() { Tenders = true }, Retro = new() { Allowed = true, ByAssociate = true }, KeepsItems = true } }), PrepareAsync);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var desk = run.Desk;
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        (await desk.Sales.AddBillAsync(new("B-1", anna, 1000m) { Lines = [new("A", 1, 1000m)] })).OrThrow();
        var nobodys = (await desk.Sales.AddBillAsync(new("B-2", default, 100m) { Type = BillType.NotInterested })).OrThrow().Bill;
        var spent = (await desk.Points.RedeemAsync(new(anna, 20m, "first"))).OrThrow().Redemption;
        var asked = (await desk.As("ann").Points.AskGoodwillAsync(new(anna, 3m, "cold soup", "asked"))).OrThrow().Request;
        var blocked = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-2" })).OrThrow().Id;
        (await desk.Customers.BlockAsync(blocked)).OrThrow();
        var rejected = new List<RejectionId>();
        foreach (var number in (string[])["W-1", "W-2"])
            rejected.Add(Assert.IsType<BillRejected>((await desk.Sales.AddBillAsync(new(number, anna, 100m) { Lines = [new("A", 1, 100m)], Particulars = new() { Tenders = [new("Shells", 100m)] } })).Refusal).Rejection);
        return (
        [
            new("clerk goodwill", (at, o) => Of(at.Desk.As("ann").Points.AskGoodwillAsync(new(anna, 5m, "late", "g-1"), o))),
            new("clerk decision", (at, o) => Of(at.Desk.As("bob").Points.DecideGoodwillAsync(new(asked, true), o))),
            new("clerk deduction", (at, o) => Of(at.Desk.As("ann").Points.DeductAsync(new(anna, 5m, "a mistake", "d-1"), o))),
            new("clerk link", (at, o) => Of(at.Desk.Points.LinkAsync(new(spent) { BillNumber = "B-1", Purpose = "a toaster" }, o))),
            new("clerk bill", (at, o) => Of(at.Desk.Sales.UpdateBillAsync(new() { Number = "B-1", Notes = "n" }, o))),
            new("clerk conversion", (at, o) => Of(at.Desk.Sales.ConvertAsync(new(nobodys, anna), o))),
            new("clerk retrigger", (at, o) => Of(at.Desk.Rejections.RetriggerAsync(new([rejected[0]]), o))),
            new("clerk failed", (at, o) => Of(at.Desk.Rejections.FailAsync(new([rejected[1]]) { Comments = "shells" }, o))),
            new("clerk bills", (at, o) => Plans.EachAsync(at.Desk.Sales.AddBillsAsync([new("B-9", anna, 100m)], o), all => all.Items)),
            new("clerk expiry", (at, o) => Of(at.Desk.As("ann").Points.MoveExpiryAsync(new(anna, PointsExpiryMove.ExtendExpiry, new(2026, 12, 31), "asked", "m-1"), o))),
            new("clerk unblocking", (at, o) => Of(at.Desk.Customers.UnblockAsync(blocked, o))),
            new("clerk items", (at, o) => Of(at.Desk.Items.AddAsync(new([new("MUG"), new("MUG-RED", "MUG")]), o))),
        ],
        [
            new("clerk rejection", (at, _) => Of(at.Desk.Rejections.GetAsync(rejected[0]))),
            new("clerk goodwills", (at, _) => Of(at.Desk.Points.GoodwillsAsync(anna))),
            new("clerk item list", (at, _) => Of(at.Desk.Items.ListAsync())),
        ]);
    }
}
