using NodaTime;
using Loyalty.Tests.CartPromotions;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests;

/// <summary>The changing calls that no other list has: bills that are mended, postings by hand, what is decided. Each once as it is and once with other content.</summary>
internal static class FurtherChanging
{
    /// <summary>Two members, Anna with 100 points of a bill and a redemption that is tied to nothing; rejected bills; a request for goodwill and one of a customer.</summary>
    public sealed record Things(
        CustomerId Anna, CustomerId Ben, BillId Bill, IReadOnlyList<RejectionId> Rejections, RedemptionId Redemption, GoodwillId Goodwill, CustomerRequestId Request);

    public delegate Task<Changing.Answer> Call(Workplace desk, Things things, CallOptions options);

    private static readonly BillFieldDefinition s_channel = new() { Name = "channel", Kind = BillFieldKind.Enumeration, Values = ["shop"] };

    private static readonly LocalDate s_later = new(2026, 12, 31);

    public static LoyaltyDefinition Program { get; } = ProgramKit.BesideEachOther().With(program => program with { CartPromotions = CartChanging.Rules }).Expiring(Definitions.Days(60)).In(organisation => organisation with
    {
        Bills = organisation.Bills with { Queue = new() { BillFields = true }, ExtendedFields = [s_channel], KeepsItems = true },
    });

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["bills"] = ((d, t, o) => Bills(d, new("N-1", t.Anna, 100m), o), (d, t, o) => Bills(d, new("N-2", t.Anna, 100m), o)),
        ["join program"] = ((d, t, o) => Changing.Of(d.Customers.JoinProgramAsync(new(t.Anna, "Q"), o)), (d, t, o) => Changing.Of(d.Customers.JoinProgramAsync(new(t.Anna, "Q") { Tier = new(2) }, o))),
        ["update bill"] = (
            (d, t, o) => Changing.Of(d.Sales.UpdateBillAsync(new() { Bill = t.Bill, Notes = "a note" }, o)), (d, t, o) => Changing.Of(d.Sales.UpdateBillAsync(new() { Bill = t.Bill, Notes = "another" }, o))),
        ["retrigger"] = ((d, t, o) => Changing.Of(d.Rejections.RetriggerAsync(new([t.Rejections[0]]), o)), (d, t, o) => Changing.Of(d.Rejections.RetriggerAsync(new([t.Rejections[1]]), o))),
        ["fail"] = ((d, t, o) => Changing.Of(d.Rejections.FailAsync(new([t.Rejections[0]]), o)), (d, t, o) => Changing.Of(d.Rejections.FailAsync(new([t.Rejections[1]]), o))),
        ["link redemption"] = (
            (d, t, o) => Changing.Of(d.Points.LinkAsync(new(t.Redemption) { Bill = t.Bill }, o)), (d, t, o) => Changing.Of(d.Points.LinkAsync(new(t.Redemption) { Bill = t.Bill, Purpose = "a toaster" }, o))),
        ["deduct"] = (
            (d, t, o) => Changing.Of(d.As("clerk").Points.DeductAsync(new(t.Anna, 5m, "why", "d-1"), o)), (d, t, o) => Changing.Of(d.As("clerk").Points.DeductAsync(new(t.Anna, 6m, "why", "d-2"), o))),
        ["move expiry"] = (
            (d, t, o) => Changing.Of(d.As("clerk").Points.MoveExpiryAsync(new(t.Anna, PointsExpiryMove.ExtendExpiry, s_later, "asked", "m-1"), o)),
            (d, t, o) => Changing.Of(d.As("clerk").Points.MoveExpiryAsync(new(t.Anna, PointsExpiryMove.ExtendExpiry, s_later.PlusDays(-1), "asked", "m-2"), o))),
        ["ask goodwill"] = (
            (d, t, o) => Changing.Of(d.As("clerk").Points.AskGoodwillAsync(new(t.Anna, 5m, "late", "g-1"), o)), (d, t, o) => Changing.Of(d.As("clerk").Points.AskGoodwillAsync(new(t.Anna, 6m, "late", "g-2"), o))),
        ["decide goodwill"] = (
            (d, t, o) => Changing.Of(d.As("boss").Points.DecideGoodwillAsync(new(t.Goodwill, true), o)), (d, t, o) => Changing.Of(d.As("boss").Points.DecideGoodwillAsync(new(t.Goodwill, false), o))),
        ["decide request"] = ((d, t, o) => Changing.Of(d.Requests.DecideAsync(new(t.Request, true), o)), (d, t, o) => Changing.Of(d.Requests.DecideAsync(new(t.Request, false), o))),
        ["items"] = ((d, _, o) => Changing.Of(d.Items.AddAsync(new([new("MUG")]), o)), (d, _, o) => Changing.Of(d.Items.AddAsync(new([new("CUP")]), o))),
        ["create promotion"] = ((d, _, o) => Changing.Of(d.CartPromotions.CreateAsync(new(New(10)), o)), (d, _, o) => Changing.Of(d.CartPromotions.CreateAsync(new(New(11)), o))),
    };

    /// <summary>The key that a call is remembered under: an item of a batch has its own part of it.</summary>
    public static string KeyOf(string name, string key) => name == "bills" ? $"{key}/0" : key;

    public static async Task<Things> PrepareAsync(Workplace desk)
    {
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "anna" })).OrThrow().Id;
        var ben = (await desk.Customers.EnrolAsync(new() { ExternalId = "ben" })).OrThrow().Id;
        var bill = (await desk.Sales.AddBillAsync(new("B-1", anna, 1000m))).OrThrow().Bill;
        var rejections = new List<RejectionId>();
        foreach (var number in (string[])["B-3", "B-4"])
        {
            var strange = new AddBill(number, anna, 10m) { Particulars = new() { Extended = new Dictionary<string, string> { ["channel"] = "drive-in" } } };
            rejections.Add(Assert.IsType<BillRejected>((await desk.Sales.AddBillAsync(strange)).Refusal).Rejection);
        }
        var redemption = (await desk.Points.RedeemAsync(new(anna, 5m, "first"))).OrThrow().Redemption;
        var goodwill = (await desk.As("clerk").Points.AskGoodwillAsync(new(anna, 3m, "late", "goodwill"))).OrThrow().Request;
        var request = (await desk.Requests.AskAsync(new(ben, CustomerRequestKind.Email) { NewValue = "ben@example.org" })).OrThrow().Id;
        return new(anna, ben, bill, rejections, redemption, goodwill, request);
    }

    private static CartPromotionDefinition New(decimal percent) => Promotion("new", Of(Part("CART-C")), Percent(percent));

    /// <summary>One bill of a batch: its own outcome.</summary>
    private static async Task<Changing.Answer> Bills(Workplace desk, AddBill bill, CallOptions options)
    {
        var item = Assert.Single((await desk.Sales.AddBillsAsync([bill], options)).OrThrow().Items);
        return new(item.IsRefused ? null : item.Value, item.Refusal, item.Replayed, item.Simulated, item.Trace, item.Warnings);
    }
}

/// <summary>The same call twice, with other content, simulated.</summary>
public sealed class FurtherChangingTests
{
    public static TheoryData<string> Calls => [.. FurtherChanging.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_repeat_gives_the_first_answer_and_another_content_is_a_conflict(string name) => Shop.PlayAsync(FurtherChanging.Program, async shop =>
    {
        var things = await FurtherChanging.PrepareAsync(shop.Desk);
        var (same, other) = FurtherChanging.All[name];
        await RepeatLaw.HoldAsync(shop, options => same(shop.Desk, things, options), options => other(shop.Desk, things, options), FurtherChanging.KeyOf(name, "K-1"));
    });
}
