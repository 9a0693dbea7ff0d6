using NodaTime;

namespace Loyalty.Tests;

/// <summary>The changing calls that need a program of more than points: promised points converted by hand, tiers by actions, partners, trackers' bills. Each once as it is and once with other content.</summary>
internal static class StandingChanging
{
    public delegate Task<Changing.Answer> Call(Workplace desk, Things things, CallOptions options);

    /// <summary>A member with 100 promised points of a bill, linked to the hotel in its lowest tier; another who is not linked.</summary>
    public sealed record Things(CustomerId Anna, CustomerId Ben, BillId Bill, string Name);

    public static LoyaltyDefinition Program { get; } = Definitions.Points(Definitions.TenPercent with { DelayDays = 5 }).WithGold().With(program => program with
    {
        Partners = [PartnerKit.Plain, new() { Id = 2, Name = "Hotel", Kind = PartnerKind.External, Tiers = ["Basic", "Best"], TierMapping = ["Basic", "Best"] }],
        Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(20)) with { Award = TrackerKit.Fixed(7m) })],
    });

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["convert promised"] = (
            (desk, t, o) => Changing.Of(desk.Points.ConvertPromisedAsync(new(t.Anna, t.Bill), o)),
            (desk, t, o) => Changing.Of(desk.Points.ConvertPromisedAsync(new(t.Anna, t.Bill) { Lines = [1] }, o))),
        ["manage tier"] = (
            (desk, t, o) => Changing.Of(desk.Tiers.ManageAsync(new(t.Anna, TierAction.Upgrade, $"m-{t.Name}") { Tier = "Gold" }, o)),
            (desk, t, o) => Changing.Of(desk.Tiers.ManageAsync(new(t.Anna, TierAction.Renewal, $"n-{t.Name}"), o))),
        ["link partner"] = (
            (desk, t, o) => Each(desk.Partners.LinkAsync([new([new("Airline", $"A-{t.Name}")]) { Customer = t.Ben }], o)),
            (desk, t, o) => Each(desk.Partners.LinkAsync([new([new("Airline", $"B-{t.Name}")]) { Customer = t.Ben }], o))),
        ["update partner"] = (
            (desk, t, o) => Each(desk.Partners.UpdateAsync([new([new("Hotel", PartnerUpdateType.Upgrade) { Tier = "Best" }]) { Customer = t.Anna }], o)),
            (desk, t, o) => Each(desk.Partners.UpdateAsync([new([new("Hotel", PartnerUpdateType.Renew) { Tier = "Basic" }]) { Customer = t.Anna }], o))),
        ["delink partner"] = (
            (desk, t, o) => Each(desk.Partners.DelinkAsync([new(["Hotel"]) { Customer = t.Anna }], o)),
            (desk, t, o) => Each(desk.Partners.DelinkAsync([new(["Airline"]) { Customer = t.Anna }], o))),
        ["validation code"] = (
            (desk, t, o) => Changing.Of(desk.Points.IssueValidationCodeAsync(new(t.Anna, 50m), o)),
            (desk, t, o) => Changing.Of(desk.Points.IssueValidationCodeAsync(new(t.Anna, 51m), o))),
        ["tracked bill"] = (
            (desk, t, o) => Changing.Of(desk.Sales.AddBillAsync(new($"T-{t.Name}", t.Anna, 400m), o)),
            (desk, t, o) => Changing.Of(desk.Sales.AddBillAsync(new($"T-{t.Name}", t.Anna, 401m), o))),
        ["tracked return"] = (
            (desk, t, o) => Changing.Of(desk.Sales.ReturnAsync(new($"R-{t.Name}", $"B-{t.Name}") { Amount = 300m }, o)),
            (desk, t, o) => Changing.Of(desk.Sales.ReturnAsync(new($"S-{t.Name}", $"B-{t.Name}") { Amount = 300m }, o))),
    };

    /// <summary>For each one that a rule refuses.</summary>
    public static IReadOnlyDictionary<string, (string Code, Call Call)> Refused { get; } = new Dictionary<string, (string, Call)>
    {
        ["convert promised"] = ("promised.bill_unknown", (desk, t, o) => Changing.Of(desk.Points.ConvertPromisedAsync(new(t.Ben, t.Bill), o))),
        ["manage tier"] = ("tier.unknown", (desk, t, o) => Changing.Of(desk.Tiers.ManageAsync(new(t.Anna, TierAction.Upgrade, "m") { Tier = "Lead" }, o))),
        ["link partner"] = ("partner.unknown", (desk, t, o) => Each(desk.Partners.LinkAsync([new([new("Railway", "A-1")]) { Customer = t.Ben }], o))),
        ["update partner"] = ("partner.not_linked", (desk, t, o) => Each(desk.Partners.UpdateAsync([new([new("Hotel", PartnerUpdateType.Upgrade) { Tier = "Best" }]) { Customer = t.Ben }], o))),
        ["delink partner"] = ("partner.not_linked", (desk, t, o) => Each(desk.Partners.DelinkAsync([new(["Airline"]) { Customer = t.Anna }], o))),
        ["validation code"] = ("points.invalid", (desk, t, o) => Changing.Of(desk.Points.IssueValidationCodeAsync(new(t.Anna, 0m), o))),
        ["tracked bill"] = ("bill.duplicate", (desk, t, o) => Changing.Of(desk.Sales.AddBillAsync(new($"B-{t.Name}", t.Anna, 5m), o))),
        ["tracked return"] = ("return.amount", (desk, t, o) => Changing.Of(desk.Sales.ReturnAsync(new($"R-{t.Name}", $"B-{t.Name}") { Amount = 1001m }, o))),
    };

    public static async Task<Things> PrepareAsync(Workplace desk, string name = "1")
    {
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = $"anna {name}" })).OrThrow().Id;
        var ben = (await desk.Customers.EnrolAsync(new() { ExternalId = $"ben {name}" })).OrThrow().Id;
        var bill = (await desk.Sales.AddBillAsync(new($"B-{name}", anna, 1000m))).OrThrow().Bill;
        Assert.Null((await Each(desk.Partners.LinkAsync([new([new("Hotel", $"H-{name}") { Tier = "Basic" }]) { Customer = anna }]))).Refusal);
        return new(anna, ben, bill, name);
    }

    /// <summary>The one program of the one customer.</summary>
    private static async Task<Changing.Answer> Each(ValueTask<Outcome<IReadOnlyList<Outcome<PartnerAnswer>>>> call)
    {
        var all = await call;
        if (all.IsRefused) return new(null, all.Refusal, false, false, all.Trace, []);
        var customer = Assert.Single(all.Value);
        if (customer.IsRefused) return new(null, customer.Refusal, false, all.Simulated, [.. customer.Trace, .. all.Trace], []);
        var program = Assert.Single(customer.Value.Programs);
        return new(program.IsRefused ? null : program.Value, program.Refusal, program.Replayed || customer.Replayed, all.Simulated, [.. program.Trace, .. customer.Trace, .. all.Trace], program.Warnings);
    }
}

/// <summary>The same call twice, with other content, simulated, traced.</summary>
public sealed class StandingChangingTests
{
    private static readonly string s_traces = Path.Combine(Repository.Root, "tests", "Loyalty.Core.Tests", "Engine", "StandingTraces.txt");

    public static TheoryData<string> Calls => [.. StandingChanging.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_repeat_gives_the_first_answer_and_another_content_is_a_conflict(string name) => Shop.PlayAsync(StandingChanging.Program, async shop =>
    {
        var things = await StandingChanging.PrepareAsync(shop.Desk);
        var (same, other) = StandingChanging.All[name];
        await RepeatLaw.HoldAsync(shop, options => same(shop.Desk, things, options), options => other(shop.Desk, things, options));
    });

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_refused_call_says_why_and_writes_nothing(string name)
    {
        await using var shop = await Shop.OpenAsync(StandingChanging.Program);
        var things = await StandingChanging.PrepareAsync(shop.Desk);
        var before = StoreImage.Of(shop.Store);
        var refused = await StandingChanging.Refused[name].Call(shop.Desk, things, new() { Trace = true });
        Assert.Equal(StandingChanging.Refused[name].Code, refused.Refusal?.Code);
        Assert.Contains(refused.Trace, step => !step.Holds);
        Assert.Equal(before, StoreImage.Of(shop.Store));
    }

    [Fact]
    public async Task Every_call_tells_its_steps_accepted_and_refused()
    {
        var told = new System.Text.StringBuilder();
        var known = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "contract", "rules.tsv")).Skip(1)
            .Select(line => line.Split('\t')).Where(parts => parts[1] == "rule").Select(parts => $"{parts[0]} {parts[2]}").ToHashSet(StringComparer.Ordinal);
        foreach (var name in StandingChanging.All.Keys)
            foreach (var (title, call) in ((string, StandingChanging.Call)[])[(name, StandingChanging.All[name].Same), ($"{name} refused: {StandingChanging.Refused[name].Code}", StandingChanging.Refused[name].Call)])
            {
                await using var shop = await Shop.OpenAsync(StandingChanging.Program);
                var answer = await call(shop.Desk, await StandingChanging.PrepareAsync(shop.Desk), new() { Trace = true });
                Assert.Subset(known, answer.Trace.Where(step => step.Reference is not null).Select(step => step.Reference!).ToHashSet(StringComparer.Ordinal));
                told.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(told.Length == 0 ? "" : "\n")}= {title}\n");
                foreach (var step in answer.Trace) told.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(step.Holds ? '+' : '-')} {step.Rule}{(step.Reference is null ? "" : $" ({step.Reference})")}: {step.Seen} | {step.Needed}\n");
            }
        Repository.AssertApproved(s_traces, told.ToString());
    }
}
