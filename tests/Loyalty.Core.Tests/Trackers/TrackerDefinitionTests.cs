using static Loyalty.Tests.TrackerKit;

namespace Loyalty.Tests;

/// <summary>Saving trackers: what may not be, what never changes, and the JSON form.</summary>
public sealed class TrackerDefinitionTests
{
    private static readonly TrackerDefinition Net = Tracker(TrackerType.BillAmount, Case(Days(30)));

    public static TheoryData<string, TrackerDefinition> Faulty => new()
    {
        { "/program/trackers/0/id", Net with { Id = 0 } },
        { "/program/trackers/0/name", Net with { Name = " " } },
        { "/program/trackers/0/field", Net with { Field = "litres" } },
        { "/program/trackers/0/field", Net with { Type = TrackerType.BillExtendedField } },
        { "/program/trackers/0/visitBasis", Net with { VisitBasis = VisitBasis.Days } },
        { "/program/trackers/0/scope/skus", Net with { Scope = new() { Skus = ["A"] } } },
        { "/program/trackers/0/scope/lineFields", Net with { Scope = new() { LineFields = [new() { Name = "brand", Values = ["X"] }] } } },
        { "/program/trackers/0/scope/billFields/0/values", Net with { Scope = new() { BillFields = [new() { Name = "channel", Values = [] }] } } },
        { "/program/trackers/0/onReturn", Net with { Type = TrackerType.LineitemQty, OnReturn = TrackerOnReturn.Reverse } },
        { "/program/trackers/0/cases", Net with { Cases = [.. Enumerable.Range(1, 21).Select(id => Case(Days(1), id: id))] } },
        { "/program/trackers/0/cases/1/id", Net with { Cases = [Case(Days(1)), Case(Days(2)) with { Name = "other" }] } },
        { "/program/trackers/0/cases/1/name", Net with { Cases = [Case(Days(1)), Case(Days(2), id: 2) with { Name = "CASE 1" }] } },
        { "/program/trackers/0/cases/0/limit", With(Net.Cases[0] with { Limit = 0 }) },
        { "/program/trackers/0/cases/0/window/length", With(Case(Days(3651))) },
        { "/program/trackers/0/cases/0/window/length", With(Case(Months(121))) },
        { "/program/trackers/0/cases/0/window/length", With(Case(Cyclic(0))) },
        { "/program/trackers/0/cases/0/window/length", With(Case(Calendar(new(2025, 1, 1), 0))) },
        { "/program/trackers/0/cases/0/window/length", With(Case(Lifetime with { Length = 3 })) },
        { "/program/trackers/0/cases/0/window/start", With(Case(Days(3) with { Start = new(2025, 1, 1) })) },
        { "/program/trackers/0/cases/0/window/start", With(Case(new() { Kind = TrackerWindowKind.SinceDate })) },
        { "/program/trackers/0/cases/0/window/unit", With(Case(Cyclic(3) with { Unit = TrackerWindowUnit.Months })) },
        { "/program/trackers/0/cases/0/condition/upper", With(Case(Days(3), AtLeast(1m) with { Upper = 3m })) },
        { "/program/trackers/0/cases/0/condition/upper", With(Case(Days(3), new() { Is = TrackerOperator.Between, Value = 3m, Upper = 2m })) },
        { "/program/trackers/0/cases/0/condition/value", With(Case(Days(3), ModOf(0m))) },
        { "/program/trackers/0/cases/0/award/step", With(Awarding(new() { Kind = AllocationKind.Step, Values = [1m] })) },
        { "/program/trackers/0/cases/0/award/kind", With(Awarding(new() { Kind = AllocationKind.Multiplier, Values = [1000m], Cap = 1m })) },
        { "/program/trackers/0/cases/0/award/kind", With(Awarding(new() { Kind = AllocationKind.RoundUp, Values = [10m] })) },
        { "/program/trackers/0/cases/0/award/step", With(Awarding(Fixed(1m) with { Step = 1m })) },
        { "/program/trackers/0/cases/0/award/base", With(Awarding(Fixed(1m) with { Base = TrackerBase.CurrentAggregate })) },
        { "/program/trackers/0/cases/0/award/base", With(Awarding(Percent(1m, TrackerBase.GapToUpgrade))) },
        { "/program/trackers/0/cases/0/award/values/0", With(Awarding(Fixed(1.5m))) },
        { "/program/trackers/0/cases/0/award/values", With(Awarding(new() { Values = [1m, 2m] })) },
        { "/program/trackers/0/cases/0/award/expiry/value", With(Awarding(Fixed(1m) with { Expiry = new() { Unit = ExpiryUnit.NumDays } })) },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_may_not_be_is_named_by_its_place(string pointer, TrackerDefinition tracker) => Assert.Equal(pointer, Assert.Single(DefinitionCheck.Faults(Program(tracker))).Pointer);

    [Fact]
    public void Numbers_and_names_are_of_one_tracker_each()
    {
        Assert.Equal("/program/trackers/1/name", Assert.Single(DefinitionCheck.Faults(Program(Net, Net with { Id = 2, Name = "TRACKED" }))).Pointer);
        Assert.Equal("/program/trackers/1/id", Assert.Single(DefinitionCheck.Faults(Program(Net, Net with { Name = "other" }))).Pointer);
        var many = Enumerable.Range(1, 101).Select(id => Net with { Id = id, Name = $"tracker {id}" }).ToArray();
        Assert.Equal("/program/trackers", Assert.Single(DefinitionCheck.Faults(Program(many))).Pointer);
        Assert.Empty(DefinitionCheck.Faults(Program(many[..100])));
    }

    [Fact]
    public void Types_that_nothing_feeds_yet_are_refused()
    {
        var json = Program(Net).ToJson();
        foreach (var type in (string[])["EVENT_ATTRIBUTE", "EVENT_COUNT"])
            Assert.Equal("/program/trackers/0/type", Assert.Single(DefinitionJson.Read(json.Replace("BILL_AMOUNT", type, StringComparison.Ordinal)).Faults).Pointer);
        var grouped = json.Replace("\"type\": \"BILL_AMOUNT\"", "\"entity\": \"USERGROUP2\", \"type\": \"BILL_AMOUNT\"", StringComparison.Ordinal);
        Assert.Equal("/program/trackers/0/entity", Assert.Single(DefinitionJson.Read(grouped).Faults).Pointer);
    }

    [Fact]
    public void Everything_that_can_be_set_comes_back_from_JSON()
    {
        var all = Tracker(
            TrackerType.LineitemExtendedField,
            Case(Months(3), new() { Is = TrackerOperator.Between, Value = -1.5m, Upper = 7m }) with { Aggregate = TrackerAggregate.Count, Limit = 3, Fires = TrackerFires.Event, Award = Percent(12.5m, TrackerBase.CurrentAggregate) with { BaseLimit = 9m, Cap = 5m, DelayDays = 2 } },
            Case(Calendar(new(2025, 1, 31), 2), ModOf(10m), 2) with { Award = new() { Kind = AllocationKind.Step, Step = 0.5m, Values = [3m], Expiry = new() { Unit = ExpiryUnit.NumDays, Value = 9 } } }) with
        {
            Field = "litres",
            ActiveFrom = new(2025, 2, 3),
            Scope = new() { Stores = ["S1"], Skus = ["A"], BillFields = [new() { Name = "channel", Values = ["web"] }], LineFields = [new() { Name = "brand", Values = ["X", "Y"] }] },
        };
        var program = Program(all, Tracker(TrackerType.CustomerVisits) with { Id = 7, Name = "visits", VisitBasis = VisitBasis.Days, OnReturn = TrackerOnReturn.Reverse });
        var reading = DefinitionJson.Read(program.ToJson());
        Assert.Empty(reading.Faults);
        Assert.Equal(program.ToJson(), reading.Definition!.ToJson());
        Assert.Contains("\"activeFrom\": \"2025-02-03\"", program.ToJson(), StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"CALENDAR_BASED_CYCLIC_WINDOW\"", program.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("rule", "trackers R6")]
    public Task What_a_tracker_counts_never_changes_also_after_it_was_left_out() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.LineitemExtendedField, Case(Days(3))) with { Field = "litres" }), async shop =>
        {
            var lines = Tracker(TrackerType.LineitemExtendedField, Case(Days(3))) with { Field = "litres" };
            (await shop.Desk.Programs.SaveAsync(Program())).OrThrow();
            shop.At("2026-01-02 10:00");
            Assert.Equal("/program/trackers/0/type", await Refused(lines with { Type = TrackerType.BillExtendedField }));
            Assert.Equal("/program/trackers/0/field", await Refused(lines with { Field = "pieces" }));
            Assert.Equal("/program/trackers/0/scope", await Refused(lines with { Scope = new() { Skus = ["A"] } }));
            (await shop.Desk.Programs.SaveAsync(Program(lines with { Name = "other name", Cases = [Case(Lifetime, id: 9)] }))).OrThrow();

            async Task<string> Refused(TrackerDefinition tracker) =>
                Assert.Single(Assert.IsType<DefinitionRefused>((await shop.Desk.Programs.SaveAsync(Program(tracker))).Refusal).Faults).Pointer;
        });

    [Fact]
    [Trait("rule", "trackers R6")]
    public Task A_new_case_sees_what_the_days_hold() =>
        Shop.PlayAsync(Program(Tracker(TrackerType.BillAmount)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 600m);
            shop.At("2026-01-05 10:00");
            (await shop.Desk.Programs.SaveAsync(Program(Tracker(TrackerType.BillAmount, Case(Days(30)))))).OrThrow();
            Assert.Equal((true, "600 and 1000"), await shop.BuyAtAsync(anna, "2026-01-05 10:00", 400m));
        });

    [Fact]
    [Trait("rule", "trackers R2")]
    public Task Nothing_before_the_first_date_or_the_first_version_counts() =>
        Shop.PlayAsync(Program(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "A", 600m);
            shop.At("2026-01-05 10:00");
            (await shop.Desk.Programs.SaveAsync(Program(Tracker(TrackerType.BillAmount, Case(Lifetime)), Tracker(TrackerType.BillAmount, Case(Lifetime)) with { Id = 2, Name = "later", ActiveFrom = new(2026, 1, 7) }))).OrThrow();
            (await shop.Desk.Sales.AddBillAsync(new("B", anna, 5m) { Time = shop.Clock.At("2026-01-04 10:00") })).OrThrow();
            shop.At("2026-01-06 10:00");
            await shop.BuyAsync(anna, "C", 70m);
            shop.At("2026-01-07 00:00");
            await shop.BuyAsync(anna, "D", 8m);
            Assert.Equal([78m, 8m], (await shop.RowsAsync(anna)).Select(row => row.Value));
        });

    [Fact]
    public Task A_case_that_gives_with_every_event_is_warned_of() =>
        Shop.PlayAsync(Program(), async shop =>
        {
            var saved = await shop.Desk.Programs.SaveAsync(Program(Net with { Cases = [Net.Cases[0] with { Award = Fixed(1m) }, Net.Cases[0] with { Id = 2, Name = "limited", Award = Fixed(1m), Limit = 3 }] }));
            Assert.Equal(new TrackerCaseRepeats("tracked", "case 1"), Assert.Single(saved.Warnings));
        });

    private static TrackerDefinition With(TrackerCase each) => Net with { Cases = [each] };

    private static TrackerCase Awarding(TrackerAward award) => Net.Cases[0] with { Award = award };
}
