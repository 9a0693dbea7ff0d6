using Loyalty.Tests.CartPromotions;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>A definition without a fault in which each list has something: what the fuzz of texts changes.</summary>
internal static class WideDefinition
{
    public static LoyaltyDefinition All { get; } = Definitions
        .Points(
            Definitions.TenPercent with { Expiry = Definitions.Days(30), Values = [10m, 12m, 15m] },
            new EarningRule { Id = "steps", Kind = AllocationKind.Step, Step = 25m, Values = [5m], DelayDays = 7, Cap = 100m, CountPartialStep = true })
        .In(organisation => organisation with
        {
            Stores = [new() { Code = "S1", Tills = ["T-1"], Zone = "Europe/London", TillZones = [new() { Till = "T-1", Zone = "UTC" }] }, new() { Code = "S2" }],
            SinglePointsExpiry = new() { Window = 6, Activities = [PointsActivity.Redemption] },
            Bills = Bills,
            Customers = Customers,
        })
        .With(program => program with
        {
            Currencies = [new() { Id = 2, Name = "Stars", Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 3 } }],
            Redemption = new() { Minimum = 10m, Limit = 5_000m, MultipleOf = 5m, PercentOfBill = 50m, LifetimePoints = 1m, Codes = new() { TillsThatSkip = ["T-1"] } },
            Returns = program.Returns with { ReissueExpiry = Definitions.Days(9) },
            Manual = new() { Limit = 100m, Authorities = [new() { User = "boss", Limit = 1_000m }], NeedsApproval = true },
            Tiers = [new() { Name = "Bronze" }, Tier("Silver", 400m, months: 3), Tier("Gold", 900m, months: 6)],
            TierRules = new()
            {
                Criteria = [new() { Count = TierCount.Visits, Days = 30 }, new() { Count = TierCount.Tracker, Tracker = new() { Tracker = 1, Case = 1 } }], Relation = "A AND (B OR C)", Validity = TierValidityKind.SlabUpgrade,
            },
            Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(20)) with { Award = TrackerKit.Fixed(7m), Limit = 3 })],
            Partners = [PartnerKit.Plain, new() { Id = 2, Name = "Hotel", Kind = PartnerKind.External, Tiers = ["Basic", "Mid", "Best"], TierMapping = ["Basic", "Mid", "Best"] }],
            Gifts = [new() { Id = "WELCOME", Points = 250m, Limit = 1_000, Expiry = Definitions.Days(5) }],
            CartPromotions = CartChanging.Rules with { ExcludedSkus = ["BAG"], FloorPrices = [new() { Sku = "BOOK", Price = 9.90m }], RankingOrder = [CartRankingKey.EarliestExpiry, CartRankingKey.Code] },
        }) with
    { FurtherPrograms = [ProgramKit.Q] };

    private static BillRules Bills => new()
    {
        NoPointsPrefixes = ["N-"],
        OutlierPrefixes = ["O-"],
        OutlierSkus = ["VOUCHER"],
        ConvertsCurrencies = true,
        Currencies = [new() { Currency = "USD", Ratio = 83.25m }],
        Tenders = [new() { Mode = "Cash" }, new() { Mode = "Card", Attributes = [new() { Name = "brand", Kind = TenderAttributeKind.Selection, Values = ["one", "two"] }] }],
        ExtendedFields = [new() { Name = "season", Kind = BillFieldKind.Enumeration, Values = ["dry", "wet"] }, new() { Name = "weight", Of = BillFieldOf.Line, Kind = BillFieldKind.Number }],
        Retro = new() { Allowed = true, MaximumAgeDays = 30 },
        Queue = new() { Tenders = true },
    };

    private static CustomerRules Customers => new()
    {
        Primary = IdentifierKind.ExternalId,
        Accounts = [new() { Source = CustomerSource.WebEngage, Account = "web" }],
        Labels = [.. StatusLabel.BuiltIn, new() { Name = "Quiet", Status = CustomerStatus.Suspended, Stops = [StatusRestriction.Communication] }],
        CardSeries = [new() { Code = "GOLD", MaxPerCustomer = 1 }],
        TicketStatuses = [new() { Name = "new" }, new() { Name = "done", IsClosed = true }],
        AutoApprove = [CustomerRequestKind.Email],
        CustomFields = [new() { Name = "shoe" }],
        ExtendedFields = [new() { Name = "age", Type = ExtendedFieldType.Integer }, new() { Name = "region", Type = ExtendedFieldType.CustomEnum, Values = ["north", "south"] }],
    };

    private static TierDefinition Tier(string name, decimal purchases, int months) => new()
    {
        Name = name,
        LifetimePurchases = purchases,
        Criteria = [purchases / 100m, purchases / 10m],
        Expires = true,
        Months = months,
        UpgradeBonus = 25m,
        Renewal = new() { Purchases = 100m, Visits = 2, Relation = "A OR B" },
    };
}
