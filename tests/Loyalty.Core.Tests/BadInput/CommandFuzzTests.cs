using Loyalty.Testing;
using Loyalty.Tests.Model;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>
/// Ten thousand commands of strange content: each ends in an answer or a refusal with a code and a field, never in an exception; a refused
/// one has written nothing. At the end the journal proves what the others did.
/// </summary>
public sealed class CommandFuzzTests
{
    private const int Cases = 10_000;

    [Fact]
    public async Task Strange_commands_end_in_answers_or_typed_refusals_and_a_refused_one_writes_nothing()
    {
        var store = new WatchedStore(new MemoryStore());
        var clock = new LocalClock("Asia/Kolkata", "2026-01-01 10:00");
        await using var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            options.UseStore(_ => store).UseProgram(Program);
            options.Clock = clock;
            options.Ids = new RepeatableIds();
        });
        var members = new List<CustomerId>();
        for (var i = 0; i < 5; i++) members.Add((await engine.For("shop").Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow().Id);
        var bought = new List<(CustomerId, BillId)>();
        var (answered, kinds, codes) = (0, new HashSet<int>(), new HashSet<string>(StringComparer.Ordinal));
        for (var n = 0; n < Cases; n++)
        {
            var strange = new StrangeCommands(new RandomBits(n), engine.For("shop"), members, bought, clock.GetCurrentInstant());
            var (before, bytes) = (store.Changes, n % 500 == 0 ? store.Bytes() : null);
            Refusal? refusal;
            try
            {
                refusal = await strange.SendAsync();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Case {n}: {failure.Message}", failure);
            }
            if (refusal is null)
            {
                answered++;
                kinds.Add(strange.Kind);
                if (n % 20 == 0) clock.Advance(Duration.FromMinutes(7));
                continue;
            }
            codes.Add(refusal.Code);
            Assert.True(refusal is not StoreFailed, $"Case {n}: {refusal}");
            Assert.True(before == store.Changes, $"Case {n}: {refusal} has written {store.Changes - before} records.");
            if (bytes is not null) Assert.Equal(bytes, store.Bytes());
        }
        Assert.True(answered > Cases / 20, $"Only {answered} were answered.");
        // Customers, requests, groups and openings lead to answers too, each of them.
        Assert.Empty(Enumerable.Range(19, StrangeCommands.Kinds - 19).Except(kinds));
        Assert.True(codes.Count > 90, $"Only {codes.Count} refusals were met: {string.Join(", ", codes.Order())}");
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    private static LoyaltyDefinition Program => Definitions.Transactions(Definitions.Days(30), allowDebt: true).Giving(("GIFT", 5m, new ExpiryRule())).WithGold()
        .In(organisation => organisation with
        {
            Stores = [new() { Code = "S", Tills = ["T"] }],
            RegisterUnknownStores = false,
            Bills = organisation.Bills with
            {
                NumberRequired = false, NumberUniqueInDays = 3, OutlierBasketSize = 500m, ConvertsCurrencies = true, Currencies = [new() { Currency = "USD", Ratio = 83.1234567m }],
                ExtendedFields = [new() { Name = "1text-1" }], Retro = new() { Allowed = true, ByCashier = true }, MaximumLineAmount = 100_000m, KeepsItems = true, KeepsEvaluations = true, AmountMargin = 1_000_000m,
            },
        })
        .With(program => program with
        {
            Earning = [Definitions.TenPercent, new() { Id = "line", On = EarningBasis.Line, Values = [1m], DelayDays = 2 }], Manual = new() { Limit = 1000m },
            Returns = program.Returns with { KeepsUnknown = true }, Groups = new() { CrossMemberRedemption = true, Earning = GroupEarning.Both }, Partners = StandingChanging.Program.Program.Partners, Trackers = StandingChanging.Program.Program.Trackers,
        });

    /// <summary>A command of a random kind, most of whose parts are sound.</summary>
    private sealed class StrangeCommands(RandomBits bits, Workplace desk, List<CustomerId> members, List<(CustomerId Customer, BillId Bill)> bought, Instant now)
    {
        public const int Kinds = 48;

        public int Kind { get; private set; }

        public async Task<Refusal?> SendAsync()
        {
            var at = Odd() ? desk.AtTill(bits.Flag() ? "T" : "X", bits.Flag() ? "S" : null) : Odd() ? desk.AtStore("S") : desk;
            if (!Odd()) at = at.As($"user-{bits.Below(3)}");
            var options = new CallOptions
            {
                Key = Odd() ? bits.Text() : bits.Below(10) == 0 ? $"K-{bits.Below(40)}" : null, EffectiveTime = Odd() ? Time() : null, Simulate = Odd(), Trace = Odd(), History = Odd(),
            };
            Kind = bits.Below(Kinds);
            return Kind switch
            {
                0 or 1 or 2 => await BoughtAsync(at, options),
                3 => (await at.Sales.CheckoutAsync(Sale(), options)).Refusal,
                4 or 5 => (await at.Sales.ReturnAsync(Return(), options)).Refusal,
                6 => (await at.Sales.ExchangeAsync(new(Odd() ? null! : Return(), Odd() ? null! : Sale()), options)).Refusal,
                7 => (await at.Sales.ConvertAsync(new(BillOf(), Member()) { By = Odd() ? (RetroRole)bits.Int() : RetroRole.Cashier }, options)).Refusal,
                8 => (await at.Sales.UpdateBillAsync(Update(), options)).Refusal,
                9 => (await at.Points.RedeemAsync(new(Member(), Points(), Reference()) { BillAmount = Odd() ? Money() : null }, options)).Refusal,
                10 => (await at.Points.HoldAsync(new(Member(), Points(), Reference()), options)).Refusal,
                11 => (await at.Points.CaptureAsync(new(Redemption()) { BillAmount = Odd() ? Money() : null }, options)).Refusal,
                18 => (await at.Points.LinkAsync(new(Redemption()) { Bill = bits.Flag() ? BillOf() : null, BillNumber = bits.Flag() ? Number("B") : null, Purpose = Odd() ? bits.Text() : null }, options)).Refusal,
                12 => (await at.Points.ReleaseAsync(new(Redemption()), options)).Refusal,
                13 => (await at.Points.ReverseAsync(new(Redemption(), Reference()) { Points = bits.Flag() ? Points() : null, Customer = Odd() ? Member() : null }, options)).Refusal,
                14 => (await at.Points.TransferAsync(new(Member(), Member(), Points(), Reference()), options)).Refusal,
                15 when bits.Flag() => (await at.Points.MoveExpiryAsync(new(Member(), Odd() ? (PointsExpiryMove)bits.Int() : (PointsExpiryMove)bits.Below(2), Odd() ? null : Day(), Text("why"), Reference()) { Lots = Odd() ? bits.Flag() ? null! : [bits.Long()] : [], Bill = Odd() ? BillOf() : null, ApprovedBy = Odd() ? bits.TextOrNone() : null }, options)).Refusal,
                15 => (await at.Points.DeductAsync(new(Member(), Points(), Text("why"), Reference()) { Lot = Odd() ? bits.Long() : null, ApprovedBy = Odd() ? bits.TextOrNone() : null }, options)).Refusal,
                16 => (await at.Points.AskGoodwillAsync(new(Member(), Points(), Text("why"), Reference()) { ApproveAtOnce = bits.Flag() }, options)).Refusal,
                19 or 20 => await BilledAsync(at, options),
                21 => (await at.Customers.MergeAsync(new(Member(), bits.Below(3) == 0 ? Member() : default) { Reason = Odd() ? bits.TextOrNone() : null }, options)).Refusal,
                22 or 23 => (await at.Requests.AskAsync(Request(), options)).Refusal,
                24 => (await at.Requests.DecideAsync(new(new(Odd() ? bits.Long() : 1 + bits.Below(200)), bits.Flag()) { Comments = Odd() ? bits.TextOrNone() : null }, options)).Refusal,
                25 => (await at.Groups.MakeAsync(new(Number("G")) { Name = Odd() ? bits.TextOrNone() : null, MaxSize = Odd() ? bits.Int() : null }, options)).Refusal,
                26 => (await at.Groups.UpdateAsync(new(Group()) { ExternalId = Odd() ? bits.TextOrNone() : null, Name = bits.Flag() ? Text("vans") : null, MaxSize = bits.Flag() ? Odd() ? bits.Int() : bits.Below(9) : null }, options)).Refusal,
                27 or 28 => (await at.Groups.JoinAsync(new(Group(), Member()) { AsPrimary = bits.Flag(), RedemptionBlocked = Odd() }, options)).Refusal,
                29 => (await at.Groups.LeaveAsync(Group(), Member(), options)).Refusal,
                30 => (await at.Groups.MoveAsync(new(Group(), Group(), Member()), options)).Refusal,
                31 => bits.Below(4) switch
                {
                    0 => (await at.Groups.SetPrimaryAsync(Group(), Member(), options)).Refusal,
                    1 => (await at.Groups.PermitAsync(new(Group(), Member(), bits.Flag()), options)).Refusal,
                    2 => (await at.Groups.DissolveAsync(Odd() ? Group() : default, options)).Refusal,
                    _ => (await at.Customers.SetLabelAsync(new(Member(), bits.Below(9) switch { 0 when Odd() => "Deleted", < 5 => "Active", _ => Text("Suspended") }, Text("asked")), options)).Refusal,
                },
                32 => (await at.Groups.ContributeAsync(new(Member(), Group(), Points(), Reference()), options)).Refusal,
                33 => (await at.Groups.PayOutAsync(new(Group(), Member(), Points(), Reference()), options)).Refusal,
                34 => (await at.Groups.RedeemAsync(new(Group(), Member(), Points(), Reference()) { BillAmount = Odd() ? Money() : null }, options)).Refusal,
                35 => (await at.Groups.ReverseAsync(new(new(Odd() ? bits.Long() : 1 + bits.Below(60)), Reference()) { Points = bits.Flag() ? Points() : null }, options)).Refusal,
                36 => await OpenedAsync(at, options),
                45 => (await at.Items.AddAsync(new(Odd() ? bits.Flag() ? null! : [null!] : bits.List(3, () => new CatalogueItem(Text($"I-{bits.Below(30)}"), bits.Flag() ? Text($"I-{bits.Below(30)}") : null))), options)).Refusal,
                46 => (await at.Sales.ReserveAsync(new(Odd() && Odd() ? null! : Sale()) { For = Odd() ? Duration.FromTicks(bits.Long()) : null }, options)).Refusal,
                47 => (await at.Sales.ReleaseAsync(new(Odd() ? bits.Long() : 1 + bits.Below(40)), options)).Refusal,
                44 => (await at.Points.IssueValidationCodeAsync(new(Member(), Points()), options)).Refusal,
                38 => (await at.Points.ConvertPromisedAsync(Odd() || bought.Count == 0 ? new(Member(), BillOf()) : new(bought[^1].Customer, bought[^1].Bill) { Lines = Odd() ? bits.Flag() ? null! : [bits.Int()] : [] }, options)).Refusal,
                39 or 40 => (await at.Tiers.ManageAsync(new(Member(), Odd() ? (TierAction)bits.Int() : (TierAction)bits.Below(4), Reference()) { Tier = bits.Flag() ? Text(bits.Flag() ? "Gold" : "Base") : null, Validity = Odd() ? (TierValidityChange)bits.Below(9) : default, Days = Odd() ? bits.Int() : null, Through = Odd() ? Day() : null }, options)).Refusal,
                41 => await LinkedAsync(at, options),
                42 => Of(await at.Partners.UpdateAsync([Odd() && Odd() ? null! : new([new(Text("Hotel"), (PartnerUpdateType)bits.Below(7)) { Tier = Text(bits.Flag() ? "Best" : "Basic"), TierThrough = Odd() ? Day() : null }]) { Customer = Member() }], options)),
                43 => Of(await at.Partners.DelinkAsync([Odd() && Odd() ? null! : new(Odd() ? bits.Flag() ? null! : [null!] : [Text(bits.Flag() ? "Hotel" : "Airline")]) { Customer = Member() }], options)),
                _ => (await at.Points.DecideGoodwillAsync(new(new(Odd() ? bits.Long() : bits.Below(100)), bits.Flag()), options)).Refusal,
            };
        }

        private async Task<Refusal?> BoughtAsync(Workplace at, CallOptions options)
        {
            var added = await at.Sales.AddBillAsync(Bill(), options);
            if (added is { IsRefused: false, Simulated: false, Value.Promised: > 0 }) bought.Add((added.Value.Customer, added.Value.Bill));
            return added.Refusal;
        }

        private async Task<Refusal?> LinkedAsync(Workplace at, CallOptions options)
        {
            var isHotel = bits.Flag();
            LinkPartner link = new(Text(isHotel ? "Hotel" : "Airline"), Reference()) { Tier = isHotel ? Text("Basic") : Odd() ? bits.TextOrNone() : null, TierThrough = Odd() ? Day() : null, Start = Odd() ? Time() : null };
            return Of(await at.Partners.LinkAsync([new(Odd() ? bits.Flag() ? null! : [null!] : [link]) { Customer = Odd() ? null : Member(), Identifier = Odd() ? Identifier.ExternalId("M-1") : null }], options));
        }

        private static Refusal? Of(Outcome<IReadOnlyList<Outcome<PartnerAnswer>>> outcome) =>
            outcome.IsRefused ? outcome.Refusal : outcome.Value[0].IsRefused ? outcome.Value[0].Refusal : outcome.Value[0].Value.Programs.Select(each => each.Refusal).FirstOrDefault(each => each is not null);

        private async Task<Refusal?> BilledAsync(Workplace at, CallOptions options)
        {
            var billed = await at.Customers.AddBillAsync(new(Odd() && Odd() ? null! : Customer(), Odd() && Odd() ? null! : Bill() with { Customer = Odd() ? Member() : default }), options);
            // Whoever is new takes the place of another, who may have been merged away.
            if (!billed.IsRefused && billed.Value.Enrolled && !billed.Simulated && bits.Below(4) == 0) members[bits.Below(members.Count)] = billed.Value.Customer.Id;
            return billed.Refusal;
        }

        private EnrolCustomer Customer() => new()
        {
            ExternalId = Odd() ? bits.TextOrNone() : $"M-{bits.Below(300)}", Mobile = Odd() ? bits.TextOrNone() : bits.Below(3) == 0 ? $"4915112345{100 + bits.Below(400)}" : null, Email = Odd() ? Text("m@example.org") : null,
            FirstName = Odd() ? Text("Anna") : null, LastName = Odd() ? bits.TextOrNone() : null, RegisteredAt = Odd() ? Time() : null, Source = Odd() ? (CustomerSource)bits.Below(9) : CustomerSource.Instore,
            Account = Odd() ? bits.TextOrNone() : null, Type = Odd() ? (LoyaltyType)bits.Below(4) : LoyaltyType.Loyalty, Identifiers = Odd() ? bits.Flag() ? null! : [new((IdentifierKind)bits.Below(9), bits.TextOrNone()!)] : [],
        };

        private AskCustomerRequest Request()
        {
            var kind = Odd() ? (CustomerRequestKind)bits.Below(300) : (CustomerRequestKind)(1 + bits.Below(7));
            return new(Member(), kind)
            {
                OldValue = Odd() ? bits.TextOrNone() : null, Other = Odd() ? bits.Flag() ? null : Member() : (int)kind is 4 or 5 ? Member() : null, Bill = Odd() || kind == CustomerRequestKind.Retro ? BillOf() : null, OneStep = Odd(), Series = Odd() ? new(bits.Long()) : null, Source = Odd() ? (CustomerSource)bits.Int() : CustomerSource.Instore,
                NewValue = Odd() ? bits.TextOrNone() : kind switch { CustomerRequestKind.Mobile => $"4915112345{100 + bits.Below(400)}", CustomerRequestKind.Email => $"m{bits.Below(99)}@example.org", CustomerRequestKind.ExternalId => $"N-{bits.Below(300)}", _ => null },
                Account = Odd() ? bits.TextOrNone() : null, ApproveAtOnce = bits.Below(8) switch { 0 => null, 1 => false, _ => true }, Comments = Odd() ? bits.TextOrNone() : null,
            };
        }

        private async Task<Refusal?> OpenedAsync(Workplace at, CallOptions options)
        {
            var lots = Odd() ? bits.Flag() ? null! : [null!] : bits.List(3, () => new OpeningLot(Points(), Day()) { GoodThrough = bits.Flag() ? Odd() ? Day() : new LocalDate(2026, 1, 1).PlusDays(bits.Below(90)) : null, NeverLapses = bits.Flag(), UsableFrom = Odd() ? Day() : null });
            var balance = new OpenBalance(Odd() ? bits.TextOrNone()! : $"M-{bits.Below(300)}", Reference())
            {
                Lots = lots, Purchases = Odd() ? Money() : 0, Joined = Odd() ? Day() : null, Tier = Odd() ? Text("Gold") : null, TierSince = Odd() ? Day() : null, TierThrough = Odd() ? Day() : null, FirstName = Odd() ? bits.TextOrNone() : null,
            };
            var opened = await at.Openings.OpenAsync([Odd() && Odd() ? null! : balance], options);
            return opened.IsRefused ? opened.Refusal : opened.Value[0].Refusal;
        }

        private LocalDate Day() => Odd() ? bits.Below(3) switch { 0 => LocalDate.MinIsoValue, 1 => LocalDate.MaxIsoValue, _ => new(2026, 6, 1) } : new LocalDate(2025, 12, 31).PlusDays(-bits.Below(60));

        private GroupId Group() => new(Odd() ? bits.Long() : 1 + bits.Below(3));

        private AddBill Bill()
        {
            var isNobodys = bits.Below(6) == 0;
            return new(Number("B"), isNobodys ? default : Member(), Money())
            {
                Type = Odd() ? (BillType)bits.Int() : isNobodys ? BillType.NotInterested : BillType.Regular, Time = Odd() ? Time() : null, Lines = Lines(), NotEarning = Odd() ? Money() : 0,
                Currency = bits.Below(8) switch { 0 => "USD", 1 => "EUR", 2 => bits.TextOrNone(), _ => null }, Fields = Fields(), Redemptions = Odd() ? bits.Flag() ? null! : [Redemption()] : [],
                CouponRedemptions = Odd() ? bits.Flag() ? null! : [new(bits.Long())] : [], Group = bits.Below(6) == 0 ? Group() : null, Particulars = bits.Below(4) == 0 ? Particulars() : null,
            };
        }

        private BillParticulars Particulars() => new()
        {
            Gross = Odd() ? Money() : null, Discount = Odd() ? Money() : null, Notes = Odd() ? bits.Text() : null, NotInterestedReason = Odd() ? bits.Text() : null,
            Delivery = Odd() ? (DeliveryStatus)bits.Int() : DeliveryStatus.Placed, Outlier = Odd() ? (BillOutlier)bits.Below(12) : null, ShippingStore = Odd() ? Text("S") : null,
            Attribution = Odd() ? new(bits.TextOrNone()!, bits.TextOrNone(), Time()) : null, Extended = Fields(), TimeText = Odd() ? Text("2026-01-01T10:00:00") : null,
            TimeReading = Odd() ? (BillTimeReading)bits.Int() : BillTimeReading.Wall,
            Tenders = Odd() ? bits.Flag() ? null! : [null!] : bits.List(3, () => new BillTender(Text("Points"), Money()) { Attributes = Fields(), Notes = Odd() ? bits.Text() : null }),
        };

        private IReadOnlyList<BillLine> Lines() => Odd() ? bits.Flag() ? null! : [null!] : bits.List(3, () => new BillLine(Text("SKU"), Quantity(), Money())
        {
            Discount = Odd() ? Money() : 0, Fields = Fields(), Details = Odd() ? Details() : null,
        });

        private BillLineDetails Details() => new()
        {
            Rate = Odd() ? Money() : null, Value = Odd() ? Money() : null, Serial = Odd() ? bits.TextOrNone() : null, Returnable = bits.Flag() ? null : bits.Flag(), ReturnableDays = Odd() ? unchecked((int)bits.Any()) : null,
            Extended = Fields(), Parts = Odd() ? bits.Flag() ? null! : [null!] : bits.List(2, () => new BillPart((BillPartKind)bits.Below(5), Text("PART"), Quantity(), Money())),
        };

        private Checkout Sale()
        {
            var cart = Cart.In(Odd() ? bits.Text() : "INR");
            for (var i = bits.Below(3); i >= 0; i--) cart = Odd() ? cart.Add(Text("SKU"), bits.AnyDecimal(), bits.AnyDecimal()) : cart.Add(new BillLine(Text("SKU"), Quantity(), Money()));
            return new Checkout(Number("B"), Odd() && bits.Below(4) == 0 ? null! : cart)
            {
                Customer = Odd() ? null : Member(), RedeemPoints = bits.Flag() ? 0 : Points(), Gifts = Odd() ? bits.Flag() ? null! : [bits.TextOrNone()!] : bits.Below(5) == 0 ? ["GIFT"] : [],
                Codes = Odd() ? bits.Flag() ? null! : [bits.TextOrNone()!] : [], NotEarning = Odd() ? Money() : 0, ExpectedDue = Odd() ? Money() : null, Time = Odd() ? Time() : null,
                Tenders = Odd() ? [new(null, bits.Text(), Money())] : null,
            };
        }

        private ReturnBill Return() => new(Number("R"), Number("B"))
        {
            OfBill = bits.Flag() ? BillOf() : null, Time = Odd() ? Time() : null, Amount = bits.Below(3) == 0 ? Money() : null, Kind = Odd() ? (ReturnKind)bits.Below(6) : null, Customer = Odd() ? Member() : null,
            Type = Odd() ? (BillType)bits.Below(4) : BillType.Regular, PurchaseTime = Odd() ? Time() : null, PurchaseDate = Odd() ? new LocalDate(2026, 1, 1) : null, Currency = Odd() ? "USD" : null,
            Lines = Odd() ? bits.Flag() ? null! : [null!] : bits.List(2, () => new ReturnLine(Odd() ? bits.Int() : bits.Below(4), Quantity()) { Sku = Odd() ? Text("SKU") : null, Serial = Odd() ? bits.TextOrNone() : null, Rate = Odd() ? Money() : null, Amount = Odd() ? Money() : null }),
        };

        private UpdateBill Update() => new()
        {
            Bill = bits.Flag() ? BillOf() : null, Number = bits.Flag() ? Number("B") : null, Customer = Odd() ? Member() : null, Fields = Fields(), Extended = Fields(), Notes = Odd() ? bits.Text() : null,
            Delivery = Odd() ? (DeliveryStatus)bits.Below(7) : null, Till = Odd() ? Text("T") : null, Lines = Odd() ? bits.Flag() ? null! : [null!] : bits.List(2, () => new UpdateBillLine(bits.Below(4)) { Fields = Fields(), Extended = Fields() }),
        };

        private bool Odd() => bits.Below(12) == 0;

        private string Text(string sound) => Odd() ? bits.TextOrNone()! : sound;

        private string Number(string kind) => Odd() ? bits.TextOrNone()! : $"{kind}-{bits.Below(400)}";

        private string Reference() => Odd() ? bits.TextOrNone()! : $"ref-{bits.Below(2000)}";

        private CustomerId Member() => Odd() ? new(bits.Long()) : members[bits.Below(members.Count)];

        private BillId BillOf() => new(Odd() ? bits.Long() : 1 + bits.Below(1500));

        private RedemptionId Redemption() => new(Odd() ? bits.Long() : 1 + bits.Below(400));

        private decimal Money() => Odd() ? bits.Below(3) switch { 0 => bits.AnyDecimal(), 1 => -bits.Below(100), _ => bits.Decimal() } : bits.Below(100_000) / 100m;

        private decimal Points() => Odd() ? bits.Flag() ? bits.AnyDecimal() : bits.Decimal() : bits.Below(40);

        private decimal Quantity() => Odd() ? bits.Flag() ? bits.AnyDecimal() : -1m : bits.Below(5);

        private Dictionary<string, string>? Fields()
        {
            if (!Odd()) return null;
            var fields = bits.Fields();
            if (fields is not null && Odd()) fields["null"] = null!;
            return fields;
        }

        private Instant Time() => Odd() ? bits.Below(3) switch { 0 => Instant.MinValue, 1 => Instant.MaxValue, _ => bits.Instant() } : now - Duration.FromMinutes(bits.Below(10_000));
    }
}
