using System.Globalization;

namespace Loyalty.Tests;

/// <summary>Of each rule of an earning, a redemption, a posting by hand and a tier's check: the trace names it with the value it saw and the one it needed.</summary>
public sealed class RuleTraceTests
{
    private delegate Task<IReadOnlyList<TraceStep>> Play(Shop shop);

    private static readonly CallOptions Traced = new() { Trace = true };

    /// <summary>The program, what happens under it, and the steps that the trace of its last call must have, in their order: holds, rule, seen, needed.</summary>
    private static readonly Dictionary<string, (LoyaltyDefinition Program, Play Play, string[] Steps)> Rules = new()
    {
        ["a redemption up to the limit"] = (Redeeming(new() { Limit = 50m }), shop => RedeemAsync(shop, 50m), ["+ redemption.limit: 50 | 50"]),
        ["a redemption above the limit"] = (Redeeming(new() { Limit = 50m }), shop => RedeemAsync(shop, 51m), ["- redemption.limit: 51 | 50"]),
        ["a redemption of a multiple"] = (Redeeming(new() { MultipleOf = 5 }), shop => RedeemAsync(shop, 10m), ["+ redemption.multiple: 10 | 5"]),
        ["a redemption of no multiple"] = (Redeeming(new() { MultipleOf = 5 }), shop => RedeemAsync(shop, 7m), ["- redemption.multiple: 7 | 5"]),
        ["a redemption of a part of the bill"] = (Redeeming(new() { PercentOfBill = 50 }), shop => RedeemAsync(shop, 20m, redeem => redeem with { BillAmount = 41m }), ["+ redemption.percent_of_bill: 20 | 20.5"]),
        ["a redemption of too much of the bill"] = (Redeeming(new() { PercentOfBill = 50 }), shop => RedeemAsync(shop, 21m, redeem => redeem with { BillAmount = 41m }), ["- redemption.percent_of_bill: 21 | 20.5"]),
        ["a redemption without its code"] = (Redeeming(new() { Codes = new() { Required = true } }), shop => RedeemAsync(shop, 5m), ["- redemption.code_given: none | one"]),
        ["a redemption with its code"] = (Redeeming(new() { Codes = new() { Required = true } }), RedeemWithCodeAsync, ["+ redemption.code_given: one | one"]),
        ["a redemption of all programs where that is off"] = (Redeeming(new()), shop => RedeemAsync(shop, 5m, redeem => redeem with { AllPrograms = true }), ["- redemption.all_programs: False | True"]),
        ["a redemption of all programs"] = (ProgramKit.Shared, shop => RedeemAsync(shop, 20m, redeem => redeem with { AllPrograms = true }), ["+ redemption.all_programs: True | True"]),
        ["a redemption of points and an amount"] = (Redeeming(new()), shop => RedeemAsync(shop, 5m, redeem => redeem with { Amount = 5m }), ["- redemption.points_or_amount: 5 | 0 beside an amount"]),
        ["a redemption of an amount"] = (Redeeming(new()), shop => RedeemAsync(shop, 0m, redeem => redeem with { Amount = 5m }), ["+ redemption.points_or_amount: 0 | 0 beside an amount"]),

        ["a bill for a group that alone earns"] = (Definitions.Points(Definitions.TenPercent).With(program => program with { Groups = new() { Earning = GroupEarning.Group } }), BuyForGroupAsync, ["- earning.by: Group | Member"]),
        ["a bill of a number that earns nothing"] = (Definitions.Points(Definitions.TenPercent).In(organisation => organisation with { Bills = new() { NoPointsPrefixes = ["STAFF"] } }), shop => BuyAsync(shop, "STAFF-1", 100m), ["- earning.number: STAFF-1 | a number that earns"]),
        ["a rule of a currency that has ended"] = (OfMiles(active: false), shop => BuyAsync(shop, "B-1", 100m), ["- earning.currency: Miles | an active currency"]),
        ["a bill of who is no member"] = (Definitions.Points(Definitions.TenPercent), BuyAsGuestAsync, ["- earning.member: NonLoyalty | Loyalty"]),
        ["a bill of who may earn nothing"] = (Labelled(StatusRestriction.PointsAllocation), shop => BuyLabelledAsync(shop, 100m), ["- earning.status: Suspended | a status that lets points be awarded"]),
        ["a purchase that moves ends"] = (Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30) with { Rolling = true }), BuyAgainAsync, ["+ points.rolled: 2026-01-11 | points that it moves"]),
        ["a purchase that moves none"] = (Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(30) with { Rolling = true }), shop => BuyAsync(shop, "B-1", 1000m), ["- points.rolled: 2026-01-01 | points that it moves"]),
        ["a bill of a further program's member"] = (ProgramKit.BesideEachOther(), BuyInAllAsync, ["+ program.enrolled: 2026-01-01T04:30:00Z | Q"]),
        ["a bill of a store of one program"] = (ProgramKit.OfTwoStores(), BuyAtSecondStoreAsync, ["- program.store: S2 | P", "+ program.store: S2 | Q"]),

        ["points taken within the authority"] = (ByHand(new() { Limit = 50m }), shop => DeductAsync(shop, 50m), ["+ manual.authority: 50 | 50"]),
        ["points taken above the authority"] = (ByHand(new() { Limit = 50m }), shop => DeductAsync(shop, 51m), ["- manual.authority: 51 | 50"]),
        ["points taken and not approved"] = (ByHand(new() { NeedsApproval = true }), shop => DeductAsync(shop, 5m, "clerk"), ["- manual.approved: clerk | somebody else than who asks"]),
        ["points taken and approved"] = (ByHand(new() { NeedsApproval = true }), shop => DeductAsync(shop, 5m, "boss"), ["+ manual.approved: boss | somebody else than who asks"]),

        ["a tier that is not renewed"] = (Renewed("A AND B"), shop => CheckAsync(shop, 10_000m), ["+ tier.renewal.Purchase: 10000 | 5000", "- tier.renewal.Visits: 1 | 2", "- tier.renewal.relation: A | A AND B", "- tier.check: 2 | 1"]),
        ["a tier that is renewed"] = (Renewed("A OR B"), shop => CheckAsync(shop, 10_000m), ["+ tier.renewal.Purchase: 10000 | 5000", "- tier.renewal.Visits: 1 | 2", "+ tier.renewal.relation: A | A OR B", "+ tier.check: 2 | 2"]),
        ["a tier renewed by what it asks for"] = (TierPrograms.P().Lasting(12, new() { SameAsEligibility = true }), shop => CheckAsync(shop, 10_000m), ["+ tier.renewal: 10000 | 10000", "+ tier.check: 2 | 2"]),
        ["a return of the bill that raised"] = (Falling, shop => ReturnAsync(shop, "X"), ["+ tier.cause_returned: 3 | the bill that raised the member"]),
        ["a return of another bill"] = (Falling, shop => ReturnAsync(shop, "B-1"), ["- tier.cause_returned: 1 | another bill"]),
        ["the end of the day of such a return"] = (Falling, AfterReturnAsync, ["- tier.still_reached: 2 | 1", "+ tier.bonus_taken_back: 100 | 100"]),
        ["a bill that raises"] = (Falling, shop => BuyAsync(shop, "B-1", 10_000m), ["+ tier.next: 10000 | 10000", "+ tier.bonus: 2 | 100"]),
        ["a bill that raises who may earn nothing"] = (Labelled(StatusRestriction.PointsAllocation, Falling), shop => BuyLabelledAsync(shop, 10_000m), ["- tier.bonus: 2 | a status that lets points be awarded"]),
        ["a bill after a downgrade by hand"] = (TierPrograms.P(), shop => BuyAfterDowngradeAsync(shop, 100m), ["- tier.newly_met: 1 | a tier whose criteria this event met"]),
        ["a bill that meets more after a downgrade by hand"] = (TierPrograms.P(), shop => BuyAfterDowngradeAsync(shop, 3_000m), ["+ tier.newly_met: 3 | a tier whose criteria this event met"]),
        ["a bill of who is blocked from rising"] = (Labelled(StatusRestriction.TierUpgrade, TierPrograms.P()), shop => BuyLabelledAsync(shop, 10_000m), ["- tier.not_blocked: a status that stops it | a status that lets tiers rise"]),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_trace_names_the_rule_with_what_it_saw_and_what_it_needed(string name) => Shop.PlayInMemoryAsync(Rules[name].Program, async shop =>
    {
        var told = (await Rules[name].Play(shop)).Select(Shown).ToArray();
        var steps = Rules[name].Steps;
        var rules = steps.Select(RuleOf).ToHashSet(StringComparer.Ordinal);
        // All that the trace says of the rules that are named, so that none is told twice or otherwise.
        var actual = told.Where(step => rules.Contains(RuleOf(step))).ToArray();
        Assert.True(steps.SequenceEqual(actual), $"expected\n{string.Join('\n', steps)}\nof\n{string.Join('\n', told)}");
    });

    private static string Shown(TraceStep step) => string.Create(CultureInfo.InvariantCulture, $"{(step.Holds ? '+' : '-')} {step.Rule}: {step.Seen} | {step.Needed}");

    private static string RuleOf(string step) => step[2..step.IndexOf(':', StringComparison.Ordinal)];

    private static LoyaltyDefinition Redeeming(RedemptionRules rules) => Definitions.Points(Definitions.TenPercent).With(program => program with { Redemption = rules });

    private static LoyaltyDefinition ByHand(ManualRules rules) => Definitions.Points(Definitions.TenPercent).With(program => program with { Manual = rules });

    private static LoyaltyDefinition OfMiles(bool active) => Definitions.Points(Definitions.TenPercent, new EarningRule { Id = "miles", Values = [2m], Currency = "Miles" })
        .With(program => program with { Currencies = [new() { Id = 2, Name = "Miles", Active = active }] });

    private static LoyaltyDefinition Labelled(StatusRestriction stopped, LoyaltyDefinition? definition = null) => (definition ?? Definitions.Points(Definitions.TenPercent))
        .In(organisation => organisation with { Customers = organisation.Customers with { Labels = [.. StatusLabel.BuiltIn, new() { Name = "Watched", Status = CustomerStatus.Suspended, Stops = [stopped] }] } });

    private static LoyaltyDefinition Renewed(string relation) => TierPrograms.P().Lasting(12, new() { Purchases = 5_000m, Visits = 2, Relation = relation });

    private static LoyaltyDefinition Falling => TierPrograms.P().Rules(rules => rules with { DowngradeOnReturn = true })
        .With(program => program with { Tiers = [program.Tiers[0], program.Tiers[1] with { UpgradeBonus = 100m }, program.Tiers[2]] });

    /// <summary>A member of 100 points redeems.</summary>
    private static async Task<IReadOnlyList<TraceStep>> RedeemAsync(Shop shop, decimal points, Func<RedeemPoints, RedeemPoints>? with = null)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        var redeem = new RedeemPoints(anna, points, "r");
        return (await shop.Desk.Points.RedeemAsync(with is null ? redeem : with(redeem), Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> RedeemWithCodeAsync(Shop shop)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        var code = (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 5m))).OrThrow().Code;
        return (await shop.Desk.Points.RedeemAsync(new(anna, 5m, "r") { ValidationCode = code }, Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> BuyAsync(Shop shop, string number, decimal amount) =>
        (await shop.Desk.Sales.AddBillAsync(new(number, await shop.MemberAsync(), amount), Traced)).Trace;

    private static async Task<IReadOnlyList<TraceStep>> BuyAgainAsync(Shop shop)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        shop.At("2026-01-11 10:00");
        return (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m), Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> BuyForGroupAsync(Shop shop)
    {
        var (anna, group) = (await shop.MemberAsync(), await shop.GroupAsync());
        await shop.JoinAsync(group, anna, primary: true);
        return (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Group = group }, Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> BuyAsGuestAsync(Shop shop)
    {
        var guest = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = "919876543210", Type = LoyaltyType.NonLoyalty })).OrThrow().Id;
        return (await shop.Desk.Sales.AddBillAsync(new("B-1", guest, 100m), Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> BuyLabelledAsync(Shop shop, decimal amount)
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.Customers.SetLabelAsync(new(anna, "Watched", "test"))).OrThrow();
        return (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, amount), Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> BuyInAllAsync(Shop shop) =>
        (await shop.Desk.Sales.AddBillAsync(new("B-1", await shop.MemberOfAllAsync(), 100m), Traced)).Trace;

    private static async Task<IReadOnlyList<TraceStep>> BuyAtSecondStoreAsync(Shop shop) =>
        (await shop.Desk.AtStore("S2").Sales.AddBillAsync(new("B-1", await shop.MemberOfAllAsync(), 100m), Traced)).Trace;

    private static async Task<IReadOnlyList<TraceStep>> DeductAsync(Shop shop, decimal points, string? approvedBy = null)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        return (await shop.Desk.As("clerk").Points.DeductAsync(new(anna, points, "why", "d") { ApprovedBy = approvedBy }, Traced)).Trace;
    }

    /// <summary>A purchase raises; a year later the next call finds the standing due.</summary>
    private static async Task<IReadOnlyList<TraceStep>> CheckAsync(Shop shop, decimal amount)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", amount);
        shop.At("2027-01-01 10:00");
        return (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "r"), Traced)).Trace;
    }

    private static async Task<CustomerId> RaisedAsync(Shop shop)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1_500m);
        await shop.BuyAsync(anna, "B-2", 7_500m);
        await shop.BuyAsync(anna, "X", 2_000m);
        return anna;
    }

    private static async Task<IReadOnlyList<TraceStep>> ReturnAsync(Shop shop, string of)
    {
        await RaisedAsync(shop);
        return (await shop.Desk.Sales.ReturnAsync(new("R-1", of), Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> AfterReturnAsync(Shop shop)
    {
        var anna = await RaisedAsync(shop);
        await shop.ReturnAllAsync("X");
        shop.At("2026-01-02 10:00");
        return (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "r"), Traced)).Trace;
    }

    private static async Task<IReadOnlyList<TraceStep>> BuyAfterDowngradeAsync(Shop shop, decimal amount)
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 12_000m);
        await shop.SetAsync(anna, TierAction.Downgrade, set => set with { Tier = "Silver" });
        return (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, amount), Traced)).Trace;
    }
}
