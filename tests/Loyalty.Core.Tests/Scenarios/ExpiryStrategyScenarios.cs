using NodaTime;
using NodaTime.Text;

namespace Loyalty.Tests;

/// <summary>Points R23, R27, R63: every basis and unit of an expiry, one for all tiers or one for each.</summary>
public sealed class ExpiryStrategyScenarios
{
    private static LocalDate Day(string text) => LocalDatePattern.Iso.Parse(text).Value;

    private static LoyaltyDefinition With(ExpiryRule expiry) => Definitions.Points(Definitions.TenPercent).Expiring(expiry);

    private static LoyaltyDefinition Rule(ExpiryRule expiry, EarningBasis on = EarningBasis.Bill) =>
        Definitions.Points(new EarningRule { Id = "base", Values = [10m], On = on, Expiry = expiry });

    private static async Task<string?> EndAsync(Shop shop, CustomerId customer, long lot) =>
        (await shop.LotAsync(customer, lot))!.ExpiresAt is { } end ? (end - Duration.FromSeconds(1)).InZone(shop.Clock.Zone).ToString("uuuu-MM-dd HH:mm:ss", null) : null;

    [Theory]
    [Trait("rule", "points R23")]
    [InlineData(ExpiryUnit.NumDays, 400, "2026-07-20")]
    [InlineData(ExpiryUnit.NumMonths, 14, "2026-08-15")]
    [InlineData(ExpiryUnit.NumMonthsEnd, 14, "2026-08-31")]
    [InlineData(ExpiryUnit.NumYears, 2, "2027-06-15")]
    [InlineData(ExpiryUnit.EnrollmentDate, null, "2026-06-15")]
    public Task An_expiry_counts_from_the_enrolment_in_the_program(ExpiryUnit unit, int? value, string end) =>
        Shop.PlayAsync(With(new() { From = ExpiryBasis.CustomerEnrollmentDate, Unit = unit, Value = value }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-01-10 12:00");
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal(end + " 23:59:59", await EndAsync(shop, anna, 1));
        }, from: "2025-06-15 10:00");

    [Theory]
    [Trait("rule", "points R23")]
    [InlineData("2024-02-29", "2025-02-27", "2025-02-28")]
    [InlineData("2024-02-29", "2025-02-28", "2026-02-28")]
    [InlineData("2025-06-15", "2025-06-15", "2026-06-15")]
    [InlineData("2025-06-15", "2026-06-14", "2026-06-15")]
    [InlineData("2025-06-15", "2026-06-15", "2027-06-15")]
    public Task The_unit_of_the_enrolment_is_its_next_anniversary_strictly_after_the_day(string enrolled, string bought, string end) =>
        Shop.PlayAsync(With(new() { Unit = ExpiryUnit.EnrollmentDate }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At(bought + " 23:30");
            await shop.BuyAsync(anna, "B-1", 1000m);
            Assert.Equal(end + " 23:59:59", await EndAsync(shop, anna, 1));
        }, from: enrolled + " 10:00");

    [Fact]
    [Trait("rule", "points R23")]
    public void An_anniversary_of_a_leap_day_is_one_again_in_a_leap_year() =>
        Assert.Equal(Day("2028-02-29"), Expiry.LastDay(new() { Unit = ExpiryUnit.EnrollmentDate }, Day("2027-03-01"), Day("2027-03-01"), Day("2024-02-29")));

    [Theory]
    [Trait("rule", "points R23")]
    [Trait("rule", "points R2")]
    [InlineData("Asia/Beirut", "2024-03-29", "2025-03-29T22:00:00Z")]
    [InlineData("America/New_York", "2025-11-01", "2026-11-02T05:00:00Z")]
    public Task An_anniversary_on_a_day_of_another_length_is_still_that_day(string zone, string enrolled, string lapses) =>
        Shop.PlayAsync(With(new() { Unit = ExpiryUnit.EnrollmentDate }).In(o => o with { Zone = zone }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(InstantPattern.General.Parse(lapses).Value, (await shop.BuyAsync(anna, "B-1", 1000m)).Awards[0].ExpiresAt);
        }, from: enrolled + " 12:00");

    [Theory]
    [Trait("rule", "points R23")]
    [InlineData("2026-09-01", ExpiryUnit.NumDays, null, "2026-09-01")]
    [InlineData("2026-09-01T22:00:00", ExpiryUnit.NumDays, 10, "2026-09-11")]
    [InlineData("2026-09-15", ExpiryUnit.MonthEnd, null, "2026-09-30")]
    // What would be over when it is processed is processing date + 7 days.
    [InlineData("2025-12-31", ExpiryUnit.NumDays, null, "2026-01-17")]
    [InlineData("2026-01-10", ExpiryUnit.NumDays, null, "2026-01-10")]
    // A field without a date counts as the activity's own day.
    [InlineData("soon", ExpiryUnit.NumDays, 5, "2026-01-15")]
    public Task An_expiry_counts_from_the_date_in_an_extended_field_of_the_bill(string field, ExpiryUnit unit, int? value, string end) =>
        Shop.PlayAsync(Rule(new() { From = ExpiryBasis.BillExtendedField, Field = "good until", Unit = unit, Value = value }).In(o => o with { Bills = o.Bills with { ExtendedFields = [new() { Name = "good until" }] } }), async shop =>
        {
            shop.At("2026-01-10 12:00");
            var anna = await shop.MemberAsync();
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 1000m) { Particulars = new() { Extended = new Dictionary<string, string> { ["good until"] = field } } })).OrThrow();
            Assert.Equal(end + " 23:59:59", await EndAsync(shop, anna, 1));
        });

    [Fact]
    [Trait("rule", "points R23")]
    public Task An_expiry_counts_from_the_date_in_an_extended_field_of_each_line() =>
        Shop.PlayAsync(Rule(new() { From = ExpiryBasis.LineitemExtendedField, Field = "fresh", Unit = ExpiryUnit.NumDays, Value = 1 }, EarningBasis.Line)
            .In(o => o with { Bills = o.Bills with { ExtendedFields = [new() { Name = "fresh", Of = BillFieldOf.Line, Kind = BillFieldKind.Date }] } }), async shop =>
        {
            shop.At("2026-01-10 12:00");
            var anna = await shop.MemberAsync();
            BillLine Line(string sku, string? day) => new(sku, 1, 100m) { Details = day is null ? null : new() { Extended = new Dictionary<string, string> { ["fresh"] = day } } };
            await shop.BuyAsync(anna, "B-1", 300m, Line("A", "2026-03-01"), Line("B", "2026-04-01"), Line("C", null));
            Assert.Equal(("2026-03-02 23:59:59", "2026-04-02 23:59:59", "2026-01-11 23:59:59"), (await EndAsync(shop, anna, 1), await EndAsync(shop, anna, 2), await EndAsync(shop, anna, 3)));
        });

    [Fact]
    [Trait("rule", "points R23")]
    public Task An_expiry_counts_from_the_date_in_an_extended_field_of_the_customer() =>
        Shop.PlayAsync(With(new() { From = ExpiryBasis.CustomerExtendedField, Field = "contract", Unit = ExpiryUnit.NumMonths, Value = 6 })
            .In(o => o with { Customers = o.Customers with { ExtendedFields = [new() { Name = "contract", Type = ExtendedFieldType.Date }] } }), async shop =>
        {
            var anna = (await shop.Desk.Customers.AddOrUpdateAsync(new() { ExternalId = "M-1", ExtendedFields = new Dictionary<string, string> { ["contract"] = "2026-05-31" } })).OrThrow().Id;
            var ben = (await shop.Desk.Customers.AddOrUpdateAsync(new() { ExternalId = "M-2", ExtendedFields = new Dictionary<string, string> { ["contract"] = "2024-05-31" } })).OrThrow().Id;
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(ben, "B-2", 1000m);
            Assert.Equal(("2026-11-30 23:59:59", "2026-01-08 23:59:59"), (await EndAsync(shop, anna, 1), await EndAsync(shop, ben, 1)));
        });

    [Fact]
    [Trait("rule", "points R23")]
    [Trait("rule", "tiers R36")]
    public Task One_unit_for_each_tier_counts_by_the_tier_before_the_purchase() =>
        Shop.PlayAsync(With(new() { Tiers = [new() { Unit = ExpiryUnit.NumDays, Value = 10 }, new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 1 }, new()] }).With(program => program with
        {
            Tiers = [new() { Name = "Base" }, new() { Name = "Silver", LifetimePurchases = 1_000m, UpgradeBonus = 5m }, new() { Name = "Gold", LifetimePurchases = 2_000m }],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(anna, "B-2", 1000m);
            await shop.BuyAsync(anna, "B-3", 1000m);
            var lots = (await shop.StatementAsync(anna)).Lots.OrderBy(lot => lot.Number).ToArray();
            // The bonus comes at the new tier.
            Assert.Equal([(100m, "2026-01-12"), (5m, "2026-03-01"), (100m, "2026-03-01"), (100m, null)], lots.Select(lot => (lot.Available, lot.ExpiresAt?.InZone(shop.Clock.Zone).Date.ToString("uuuu-MM-dd", null))));
        });

    [Fact]
    [Trait("rule", "points R24")]
    public Task A_rolling_expiry_of_a_tier_is_counted_anew_by_that_tiers_unit() =>
        Shop.PlayAsync(With(new() { Rolling = true, Tiers = [new() { Unit = ExpiryUnit.NumDays, Value = 10 }, new() { Unit = ExpiryUnit.EnrollmentDate }] }).With(program => program with
        {
            Tiers = [new() { Name = "Base" }, new() { Name = "Silver", LifetimePurchases = 1_000m }],
        }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            await shop.BuyAsync(anna, "B-2", 1000m);
            shop.At("2026-01-05 10:00");
            await shop.BuyAsync(anna, "B-3", 100m);
            Assert.Equal(("2026-01-15 23:59:59", "2027-01-01 23:59:59"), (await EndAsync(shop, anna, 1), await EndAsync(shop, anna, 2)));
        });

    [Theory]
    [Trait("rule", "points R63")]
    [Trait("rule", "points scenario 17")]
    [InlineData(ExpiryBasis.FarthestPointsTransferredExpiryDate, ExpiryUnit.NumDays, null, "2026-06-30")]
    [InlineData(ExpiryBasis.FarthestPointsTransferredExpiryDate, ExpiryUnit.NumDays, 5, "2026-07-05")]
    [InlineData(ExpiryBasis.CurrentDate, ExpiryUnit.NumMonths, 1, "2026-02-01")]
    public Task With_a_strategy_a_transfer_brings_one_lot_by_it(ExpiryBasis from, ExpiryUnit unit, int? value, string end) =>
        Shop.PlayAsync(Definitions.Points().Giving(("A", 60m, Definitions.Through(2026, 3, 31)), ("B", 40m, Definitions.Through(2026, 6, 30)), ("C", 7m, new())).With(program => program with { TransferExpiry = new() { From = from, Unit = unit, Value = value } }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.GiveAsync(anna, "A");
            await shop.GiveAsync(anna, "B");
            await shop.SendAsync(anna, ben, 100m);
            Assert.Equal((100m, AwardKind.Received), ((await shop.LotAsync(ben, 1))!.Available, (await shop.LotAsync(ben, 1))!.Kind));
            Assert.Equal(end + " 23:59:59", await EndAsync(shop, ben, 1));
            // Points without an end have the farthest of all.
            await shop.GiveAsync(anna, "C");
            await shop.SendAsync(anna, ben, 7m);
            Assert.Equal(from == ExpiryBasis.FarthestPointsTransferredExpiryDate ? null : "2026-02-01 23:59:59", await EndAsync(shop, ben, 2));
        });

    private static LoyaltyDefinition Club(bool renews) => Rule(new() { From = ExpiryBasis.MembershipDate, Membership = "Club" }).Expiring(Definitions.Days(365)).With(program => program with
    {
        Partners = [new() { Id = 7, Name = "Club", Kind = PartnerKind.Supplementary, Period = new() { Length = 30 }, Renews = renews }],
        Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 1_000m, Expires = true, Months = 1 }],
        TierRules = new() { Validity = TierValidityKind.SlabUpgrade },
    });

    private static async Task JoinAsync(Shop shop, CustomerId member) =>
        (await shop.Desk.Partners.LinkAsync([new([new("Club", "C-1")]) { Customer = member }])).OrThrow()[0].OrThrow().Programs[0].OrThrow();

    [Fact]
    [Trait("rule", "points R27")]
    public Task Points_end_with_a_membership_and_without_one_as_the_program_says() =>
        Shop.PlayAsync(Club(renews: false), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            await JoinAsync(shop, anna);
            shop.At("2026-01-10 10:00");
            await shop.BuyAsync(anna, "B-2", 2000m);
            Assert.Equal(("2027-01-01 23:59:59", "2026-01-30 23:59:59"), (await EndAsync(shop, anna, 1), await EndAsync(shop, anna, 2)));
            Assert.False((await shop.BuyAsync(anna, "B-3", 100m)).Awards[0].IsRolling);
            // A change of the tier leaves them.
            shop.At("2026-01-30 23:59:59");
            Assert.Equal(220m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-01-31");
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
        });

    [Fact]
    [Trait("rule", "points R27")]
    [Trait("rule", "tiers R62")]
    public Task A_renewed_membership_takes_its_points_along_whatever_the_steps_of_the_clock() =>
        Shop.PlayAsync(Club(renews: true), async shop =>
        {
            var anna = await shop.MemberAsync();
            await JoinAsync(shop, anna);
            await shop.BuyAsync(anna, "B-1", 2000m);
            shop.At("2026-04-15 10:00");
            Assert.Equal(200m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal("2026-04-30 23:59:59", await EndAsync(shop, anna, 1));
            (await shop.Engine.CatchUpAsync()).OrThrow();
            Assert.Equal("2026-04-30 23:59:59", await EndAsync(shop, anna, 1));
        });

    [Fact]
    [Trait("rule", "points R27")]
    public Task An_early_end_of_the_membership_expires_its_points_that_day() =>
        Shop.PlayAsync(Club(renews: true), async shop =>
        {
            var anna = await shop.MemberAsync();
            await JoinAsync(shop, anna);
            await shop.BuyAsync(anna, "B-1", 1000m);
            shop.At("2026-01-08 15:00");
            (await shop.Desk.Partners.DelinkAsync([new(["Club"]) { Customer = anna }])).OrThrow()[0].OrThrow().Programs[0].OrThrow();
            Assert.Equal("2026-01-08 23:59:59", await EndAsync(shop, anna, 1));
            // A membership begun anew is none of theirs.
            await JoinAsync(shop, anna);
            shop.At("2026-01-08 23:59:59");
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
            shop.At("2026-01-09");
            Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        });

    public static TheoryData<string, ExpiryRule, string, EarningBasis> Wrong => new()
    {
        { "/program/points/expiry/from", new() { From = ExpiryBasis.BillExtendedField, Field = "f", Unit = ExpiryUnit.NumDays }, "points", default },
        { "/program/points/expiry/from", new() { From = ExpiryBasis.MembershipDate, Membership = "Club" }, "points", default },
        { "/program/earning/0/expiry/from", new() { From = ExpiryBasis.LineitemExtendedField, Field = "f", Unit = ExpiryUnit.NumDays }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/from", new() { From = ExpiryBasis.FarthestPointsTransferredExpiryDate, Unit = ExpiryUnit.NumDays }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/field", new() { From = ExpiryBasis.BillExtendedField, Unit = ExpiryUnit.NumDays }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/field", new() { Field = "f", Unit = ExpiryUnit.NumDays, Value = 1 }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/membership", new() { From = ExpiryBasis.MembershipDate }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/membership", new() { From = ExpiryBasis.MembershipDate, Membership = "Nobody" }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/unit", new() { From = ExpiryBasis.MembershipDate, Membership = "Club", Unit = ExpiryUnit.MonthEnd }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/rolling", new() { From = ExpiryBasis.CustomerEnrollmentDate, Unit = ExpiryUnit.NumDays, Value = 1, Rolling = true }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/value", new() { From = ExpiryBasis.CustomerEnrollmentDate, Unit = ExpiryUnit.NumDays }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/tiers", new() { Tiers = [new()] }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/unit", new() { Unit = ExpiryUnit.MonthEnd, Tiers = [new(), new()] }, "earning", EarningBasis.Bill },
        { "/program/earning/0/expiry/tiers/1/value", new() { Tiers = [new(), new() { Unit = ExpiryUnit.NumDays }] }, "earning", EarningBasis.Bill },
        { "/program/transferExpiry/rolling", new() { Unit = ExpiryUnit.NumDays, Value = 3, Rolling = true }, "transfer", default },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_an_expiry_cannot_count_from_is_refused_when_saved(string pointer, ExpiryRule expiry, string where, EarningBasis on)
    {
        var program = where == "points" ? Club(false).Expiring(expiry) : where == "transfer" ? Club(false).With(each => each with { TransferExpiry = expiry })
            : Club(false).With(each => each with { Earning = [new() { Id = "base", Values = [10m], On = on, Expiry = expiry }] });
        Assert.Equal([pointer], DefinitionCheck.Faults(program).Select(fault => fault.Pointer));
    }

    [Fact]
    public void An_expiry_reads_as_it_was_written()
    {
        var definition = Rule(new() { From = ExpiryBasis.BillExtendedField, Field = "f", Tiers = [new() { Unit = ExpiryUnit.NumDays, Value = 3 }, new() { Unit = ExpiryUnit.FixedDate, Date = Day("2030-01-01") }] })
            .With(program => program with { Tiers = Club(false).Program.Tiers, TierRules = Club(false).Program.TierRules, TransferExpiry = new() { From = ExpiryBasis.FarthestPointsTransferredExpiryDate, Unit = ExpiryUnit.NumDays } });
        var json = DefinitionJson.Write(definition);
        Assert.Contains("BILL_EXTENDED_FIELD", json, StringComparison.Ordinal);
        var read = DefinitionJson.Read(json);
        Assert.Empty(read.Faults);
        Assert.Equal(json, DefinitionJson.Write(read.Definition!));
    }
}
