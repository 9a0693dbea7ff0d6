namespace Loyalty.Tests;

/// <summary>
/// Asked for a trace, every changing call says what each rule saw and needed, in the order of the rules, accepted or refused; the steps
/// stand in <c>Traces.txt</c>. A trace changes nothing.
/// </summary>
public sealed class TraceTests
{
    /// <summary>For each changing call one that a rule refuses.</summary>
    private static readonly Dictionary<string, (string Code, Changing.Call Call)> Refused = new()
    {
        ["enrol"] = ("customer.identifier_taken", (desk, _, o) => Changing.Of(desk.Customers.EnrolAsync(new() { ExternalId = "M-1" }, o))),
        ["block"] = ("customer.unknown", (desk, _, o) => Changing.Of(desk.Customers.BlockAsync(new(4711), o))),
        ["bill"] = ("bill.duplicate", (desk, t, o) => Changing.Of(desk.AtTill("T-1").Sales.AddBillAsync(new("B-1", t.Anna, 5m), o))),
        ["checkout"] = ("points.insufficient", (desk, t, o) => Changing.Of(desk.Sales.CheckoutAsync(new("N-1", Basket) { Customer = t.Anna, RedeemPoints = 71m }, o))),
        ["import"] = ("bill.figure_invalid", (desk, _, o) => Changing.Import(desk, new("M-1", "H-1", 100m, NodaTime.Instant.FromUtc(2025, 1, 1, 10, 0)) { Lines = [new("A", -1, 100m)] }, o)),
        ["opening"] = ("opening.lot_lapsed", (desk, _, o) => Changing.Open(desk, new("M-1", "opening") { Purchases = 1m, Lots = [new(5m, new(2025, 1, 1)) { GoodThrough = new(2025, 1, 31) }] }, o)),
        ["return"] = ("return.quantity_purchased", (desk, _, o) => Changing.Of(desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, 3)] }, o))),
        ["exchange"] = ("exchange.mismatch", (desk, t, o) => Changing.Of(desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1"), new Checkout("N-1", Basket) { Customer = t.Ben }), o))),
        ["redeem"] = ("points.insufficient", (desk, t, o) => Changing.Of(desk.Points.RedeemAsync(new(t.Anna, 71m, "ref-1"), o))),
        ["hold"] = ("points.decimals", (desk, t, o) => Changing.Of(desk.Points.HoldAsync(new(t.Anna, 5.5m, "ref-1"), o))),
        ["merge"] = ("merge.same_customer", (desk, t, o) => Changing.Of(desk.Customers.MergeAsync(new(t.Ben, t.Ben), o))),
        ["capture"] = ("hold.state", (desk, t, o) => Changing.Of(desk.Points.CaptureAsync(new(t.Redemption), o))),
        ["release"] = ("hold.state", (desk, t, o) => Changing.Of(desk.Points.ReleaseAsync(new(t.Redemption), o))),
        ["reverse"] = ("reversal.above_left", (desk, t, o) => Changing.Of(desk.Points.ReverseAsync(new(t.Redemption, "ref-1") { Points = 21m }, o))),
        ["transfer"] = ("points.insufficient", (desk, t, o) => Changing.Of(desk.Points.TransferAsync(new(t.Anna, t.Ben, 71m, "ref-1"), o))),
        ["gift"] = ("gift.unknown", (desk, t, o) => Changing.Of(desk.Gifts.ClaimAsync(new(t.Ben, "NONE"), o))),
        ["tier"] = ("tier.wrong_direction", (desk, t, o) => Changing.Of(desk.Tiers.SetAsync(new(t.Anna, TierAction.Downgrade, "ref-1") { Tier = "Base" }, o))),
        ["customer bill"] = ("bill.duplicate", (desk, _, o) => Changing.Of(desk.Customers.AddBillAsync(new(new() { ExternalId = "M-8" }, new("B-1", default, 100m)), o))),
        ["request"] = ("request.unclear", (desk, t, o) => Changing.Of(desk.Requests.AskAsync(new(t.Ben, CustomerRequestKind.Email), o))),
        ["program"] = ("program.invalid", async (desk, _, o) => await Changing.Of(desk.Programs.SaveAsync(
            (await desk.Programs.CurrentAsync()).OrThrow().Definition.With(p => p with { Points = p.Points with { Scale = 2 } }), o))),
    };

    private static readonly Dictionary<string, string> Approved = Sections(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "Loyalty.Core.Tests", "Engine", "Traces.txt")));

    public static TheoryData<string> Calls => [.. Changing.All.Keys];

    public static TheoryData<string, bool> Both
    {
        get
        {
            var both = new TheoryData<string, bool>();
            foreach (var name in Changing.All.Keys)
            {
                both.Add(name, false);
                both.Add(name, true);
            }
            return both;
        }
    }

    private static Cart Basket => Cart.In("INR").Add("A", 1, 100m);

    [Fact]
    public void Every_changing_call_has_a_refused_one_and_both_have_their_steps() =>
        Assert.Equal(Changing.All.Keys.Order().SelectMany(name => (string[])[name, $"{name} refused: {Refused[name].Code}"]), Approved.Keys.Order());

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_step_refers_to_rules_that_there_are(string name, bool refused)
    {
        var known = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "contract", "rules.tsv")).Skip(1)
            .Select(line => line.Split('\t')).Where(parts => parts[1] == "rule").Select(parts => $"{parts[0]} {parts[2]}").ToHashSet(StringComparer.Ordinal);
        var answer = await AskAsync(name, refused, new() { Trace = true });
        Assert.Subset(known, answer.Trace.Where(step => step.Reference is not null).Select(step => step.Reference!).ToHashSet(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task An_accepted_call_tells_the_steps_that_it_passed(string name)
    {
        var answer = await AskAsync(name, refused: false, new() { Trace = true });
        Assert.Null(answer.Refusal);
        Assert.Equal(Approved[name], Shown(answer.Trace));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_refused_call_tells_the_steps_up_to_the_rule_that_refused(string name)
    {
        var answer = await AskAsync(name, refused: true, new() { Trace = true });
        Assert.Equal(Refused[name].Code, answer.Refusal?.Code);
        Assert.Equal(Approved[$"{name} refused: {Refused[name].Code}"], Shown(answer.Trace));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_trace_changes_neither_answer_nor_file_and_a_simulation_tells_the_same(string name, bool refused)
    {
        await using var plain = await Quarantine.OpenAsync();
        await using var traced = await Quarantine.OpenAsync();
        var silent = await CallOf(name, refused)(plain.Desk, Of(plain), new());
        var simulated = await CallOf(name, refused)(traced.Desk, Of(traced), new() { Simulate = true, Trace = true });
        var told = await CallOf(name, refused)(traced.Desk, Of(traced), new() { Trace = true });
        Assert.Empty(silent.Trace);
        Assert.NotEmpty(told.Trace);
        Assert.Equal(told.Trace, simulated.Trace);
        Assert.Equal(refused, told.Trace.Any(step => !step.Holds && told.Refusal is not null));
        Assert.Equal(silent.Refusal?.ToString(), told.Refusal?.ToString());
        Assert.Equivalent(silent.Value, told.Value, strict: true);
        Assert.Equal(silent.Warnings, told.Warnings);
        StoreImage.AssertUnchanged(StoreImage.Of(plain.Shop.Store), traced.Shop.Store);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_repeat_says_what_it_repeats(string name)
    {
        await using var q = await Quarantine.OpenAsync();
        Assert.Null((await Changing.All[name].Same(q.Desk, Of(q), new() { Key = "K-1" })).Refusal);
        var again = await Changing.All[name].Same(q.Desk, Of(q), new() { Key = "K-1", Trace = true });
        Assert.True(again.Replayed);
        Assert.Contains(again.Trace, step => step is { Holds: true, Seen: "used for the same content" });
        var other = await Changing.All[name].Other(q.Desk, Of(q), new() { Key = "K-1", Trace = true });
        Assert.Contains(other.Trace, step => step is { Rule: "call.key_new", Holds: false, Seen: "used for other content" });
    }

    [Fact]
    public async Task Options_and_clock_that_cannot_be_are_told_too()
    {
        await using var q = await Quarantine.OpenAsync();
        var key = await q.Desk.Points.RedeemAsync(new(q.Anna, 1m, "r"), new() { Key = "", Trace = true });
        Assert.Equal(["call.key"], key.Trace.Select(step => step.Rule));
        var user = await q.Desk.As(new string('x', 101)).Points.RedeemAsync(new(q.Anna, 1m, "r"), new() { Trace = true });
        Assert.Equal(["call.user"], user.Trace.Select(step => step.Rule));
        q.Shop.Clock.Advance(-NodaTime.Duration.FromHours(1));
        var clock = await q.Desk.Points.RedeemAsync(new(q.Anna, 1m, "r"), new() { Trace = true });
        Assert.Equal("clock.jumped", clock.Refusal?.Code);
        Assert.Equal([("clock.sound", false), ("clock.acknowledged", false)], clock.Trace.Select(step => (step.Rule, step.Holds)));
    }

    [Fact]
    public async Task A_trace_keeps_what_is_personal_to_itself()
    {
        await using var q = await Quarantine.OpenAsync();
        var outcome = await q.Desk.Customers.EnrolAsync(new() { FirstName = "Philippa", Mobile = "+919876543210", Email = "philippa@example.org" }, new() { Trace = true });
        Assert.DoesNotContain(outcome.Trace, step => step.Seen.Contains("Philippa", StringComparison.OrdinalIgnoreCase) || step.Seen.Contains("9876543210", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unblocking_and_a_preview_tell_their_steps_too()
    {
        await using var q = await Quarantine.OpenAsync();
        var unblocked = await q.Desk.Customers.UnblockAsync(q.Anna, new() { Trace = true });
        Assert.Equal(("customer.status_differs", false, "not blocked", "blocked"), unblocked.Trace.Select(step => (step.Rule, step.Holds, step.Seen, step.Needed)).Last());
        (await q.Desk.Customers.BlockAsync(q.Anna)).OrThrow();
        var again = await q.Desk.Customers.UnblockAsync(q.Anna, new() { Trace = true });
        Assert.Equal(("customer.status_differs", true, "blocked", "blocked"), again.Trace.Select(step => (step.Rule, step.Holds, step.Seen, step.Needed)).Last());
        var preview = await q.Desk.Carts.PreviewAsync(new(Basket) { Customer = q.Anna, RedeemPoints = 71m }, new() { Trace = true });
        Assert.Equal("points.insufficient", preview.Refusal?.Code);
        Assert.Equal(("redemption.available", false, "70", "71"), preview.Trace.Select(step => (step.Rule, step.Holds, step.Seen, step.Needed)).Last());
    }

    [Fact]
    public void A_trace_that_was_not_asked_for_makes_nothing()
    {
        Check();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Check();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(Explanation.None.Steps);

        static void Check()
        {
            Explanation.None.Fails("rule", "page R1", true, 1.5m, NodaTime.Instant.MaxValue);
            Explanation.None.Checked<CustomerMissing, decimal?, bool>("rule", null, null, 1m, false);
            Explanation.None.Note("rule", null, false, new CustomerId(1), ReturnKind.Amount);
        }
    }

    private static Changing.Call CallOf(string name, bool refused) => refused ? Refused[name].Call : Changing.All[name].Same;

    private static Changing.Things Of(Quarantine q) => new(q.Anna, q.Ben, q.Bill, q.Redemption, q.Hold);

    private static async Task<Changing.Answer> AskAsync(string name, bool refused, CallOptions options)
    {
        await using var q = await Quarantine.OpenAsync();
        return await CallOf(name, refused)(q.Desk, Of(q), options);
    }

    private static string Shown(IReadOnlyList<TraceStep> trace) =>
        string.Concat(trace.Select(step => $"{(step.Holds ? '+' : '-')} {step.Rule}{(step.Reference is null ? "" : $" ({step.Reference})")}: {step.Seen} | {step.Needed}\n"));

    /// <summary>Sections of <c>= name</c> and a line a step.</summary>
    private static Dictionary<string, string> Sections(string text)
    {
        var sections = new Dictionary<string, string>();
        foreach (var section in text.ReplaceLineEndings("\n").Split("= ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = section.IndexOf('\n', StringComparison.Ordinal);
            sections.Add(section[..end], section[(end + 1)..].TrimEnd('\n') + "\n");
        }
        return sections;
    }
}
