using NodaTime;

namespace Loyalty;

/// <summary>A sale: a bill with what is spent on it and given with it. AddBill, checkout and exchange are this one walk.</summary>
internal static class SaleDecisions
{
    /// <summary>What is sold.</summary>
    public sealed record Terms
    {
        // Most sales have nothing of it: they share the one without anything.
        private Beside _beside = Beside.Nothing;

        public required string Number { get; init; }

        public required decimal Amount { get; init; }

        public required IReadOnlyList<BillLine> Lines { get; init; }

        public required Instant Time { get; init; }

        public required ulong Fingerprint { get; init; }

        public decimal NotEarning { get; init; }

        public IReadOnlyDictionary<string, string>? Fields { get; init; }

        public BillMore? More { get; init; }

        public decimal RedeemPoints { get => _beside.RedeemPoints; init => _beside = value == RedeemPoints ? _beside : _beside with { RedeemPoints = value }; }

        public IReadOnlyList<string> Gifts { get => _beside.Gifts; init => _beside = value.Count == 0 && Gifts.Count == 0 ? _beside : _beside with { Gifts = value }; }

        public IReadOnlyList<string> Codes { get => _beside.Codes; init => _beside = value.Count == 0 && Codes.Count == 0 ? _beside : _beside with { Codes = value }; }

        public IReadOnlyList<CouponUseId> CouponRedemptions { get => _beside.CouponRedemptions; init => _beside = value.Count == 0 && CouponRedemptions.Count == 0 ? _beside : _beside with { CouponRedemptions = value }; }

        public IReadOnlyList<Redemption> Tied { get => _beside.Tied; init => _beside = value.Count == 0 && Tied.Count == 0 ? _beside : _beside with { Tied = value }; }

        public decimal? ExpectedDue { get => _beside.ExpectedDue; init => _beside = value == ExpectedDue ? _beside : _beside with { ExpectedDue = value }; }

        public IReadOnlyList<BillPromotion> Promotions { get => _beside.Promotions; init => _beside = value.Count == 0 && Promotions.Count == 0 ? _beside : _beside with { Promotions = value }; }

        /// <summary>What units are worth when they come back, where promotions spread what they gave.</summary>
        public IReadOnlyList<BillWorth> Worths { get => _beside.Worths; init => _beside = value.Count == 0 && Worths.Count == 0 ? _beside : _beside with { Worths = value }; }

        /// <summary>Uses of promotions that are counted.</summary>
        public IReadOnlyList<CartPromotionUsed> Uses { get => _beside.Uses; init => _beside = value.Count == 0 && Uses.Count == 0 ? _beside : _beside with { Uses = value }; }

        /// <summary>Units that promotions which add them up gain by it.</summary>
        public IReadOnlyList<CartUnitsGathered> Gathers { get => _beside.Gathers; init => _beside = value.Count == 0 && Gathers.Count == 0 ? _beside : _beside with { Gathers = value }; }

        /// <summary>What promotions were evaluated on, or null where none was looked at.</summary>
        public CartFacts? Facts { get => _beside.Facts; init => _beside = ReferenceEquals(value, Facts) ? _beside : _beside with { Facts = value }; }

        /// <summary>Payment vouchers that were presented, in the order in which they pay.</summary>
        public IReadOnlyList<CartVoucher> Vouchers { get => _beside.Vouchers; init => _beside = value.Count == 0 && Vouchers.Count == 0 ? _beside : _beside with { Vouchers = value }; }

        /// <summary>The kept evaluation that it redeems, or null.</summary>
        public CartEvaluationRecord? Evaluation { get => _beside.Evaluation; init => _beside = ReferenceEquals(value, Evaluation) ? _beside : _beside with { Evaluation = value }; }

        /// <summary>What was reserved for it, or null.</summary>
        public ReservedSales.Taken? Reserved { get => _beside.Reserved; init => _beside = ReferenceEquals(value, Reserved) ? _beside : _beside with { Reserved = value }; }

        /// <summary>A reservation of it that had lapsed, so that it is decided anew; or null.</summary>
        public SaleReservation? Lapsed { get => _beside.Lapsed; init => _beside = ReferenceEquals(value, Lapsed) ? _beside : _beside with { Lapsed = value }; }

        /// <summary>The group it is for, or null.</summary>
        public GroupId? Group { get => _beside.Group; init => _beside = value == Group ? _beside : _beside with { Group = value }; }

        /// <summary>Whether the member earns: not of a bill that earns nothing, nor of one that only its group earns of.</summary>
        public bool MemberEarns(ProgramSnapshot program) => More is not { EarnsNothing: true } && (Group is null || program.Program.Groups.Earning != GroupEarning.Group);

        private sealed record Beside
        {
            public static readonly Beside Nothing = new();

            public decimal RedeemPoints { get; init; }

            public IReadOnlyList<string> Gifts { get; init; } = [];

            public IReadOnlyList<string> Codes { get; init; } = [];

            public IReadOnlyList<CouponUseId> CouponRedemptions { get; init; } = [];

            public IReadOnlyList<Redemption> Tied { get; init; } = [];

            public decimal? ExpectedDue { get; init; }

            public IReadOnlyList<BillPromotion> Promotions { get; init; } = [];

            public IReadOnlyList<BillWorth> Worths { get; init; } = [];

            public IReadOnlyList<CartPromotionUsed> Uses { get; init; } = [];

            public IReadOnlyList<CartUnitsGathered> Gathers { get; init; } = [];

            public CartFacts? Facts { get; init; }

            public IReadOnlyList<CartVoucher> Vouchers { get; init; } = [];

            public CartEvaluationRecord? Evaluation { get; init; }

            public ReservedSales.Taken? Reserved { get; init; }

            public SaleReservation? Lapsed { get; init; }

            public GroupId? Group { get; init; }
        }
    }

    /// <summary>What a sale made, to be put once the entries are appended.</summary>
    public readonly record struct Made(Bill Bill, Redemption? Redemption, IReadOnlyList<Redemption> Tied);

    /// <summary>Facts of the entry: known before anything is posted.</summary>
    public static EntryFacts Facts(CommandContext context, Terms terms, long ofBill = 0) => new()
    {
        Bill = context.Work.NextId(Bill.All),
        Redemption = terms.RedeemPoints == 0 ? 0 : terms.Reserved?.Record.Redemption ?? context.Work.NextId(Redemption.All),
        OfBill = ofBill,
    };

    /// <summary>Decides the sale on a hand whose own entry has been begun with <see cref="Facts"/>.</summary>
    public static Refusal? Sell(CommandContext context, AccountHand hand, ProgramSnapshot program, Terms terms, out Made made)
    {
        made = default;
        if ((terms.Reserved?.Record ?? terms.Lapsed) is { } reservation)
            hand.Do(context, new SaleReservationEnded(reservation.Id, terms.Lapsed is null ? SaleReservationState.Confirmed : SaleReservationState.Late, hand.Own.Facts.Bill));
        if (terms.Evaluation is { } evaluation) hand.Do(context, new CartEvaluationEnded(evaluation.Id, CartEvaluationState.Redeemed, hand.Own.Facts.Bill, evaluation.Reserved));
        foreach (var use in terms.Uses) hand.Do(context, use with { Bill = hand.Own.Facts.Bill });
        foreach (var gathered in terms.Gathers) hand.Change(gathered);
        if (SaleCoupons.Redeem(context, hand, terms, out terms) is { } notRedeemed) return notRedeemed;
        // Of a reserved sale their uses are among those of its evaluation.
        var vouchers = terms.Reserved?.Vouchers ?? SaleVouchers.Pay(terms.Vouchers, terms.Amount);
        foreach (var paid in terms.Reserved is null ? vouchers : []) hand.Do(context, SaleVouchers.Use(paid, terms.Vouchers, terms.Time, program.OrganisationZone) with { Bill = hand.Own.Facts.Bill });
        var toPay = terms.Amount - vouchers.Sum(paid => paid.Paid);
        var facts = hand.Own.Facts;
        Redemption? redemption = null;
        var worth = 0m;
        if (terms.RedeemPoints != 0)
        {
            if (Spend(context, hand, program, terms, toPay, out var units, out var draws) is { } refusal) return refusal;
            worth = program.Worth(units);
            redemption = new Redemption
            {
                Id = facts.Redemption,
                Organisation = context.Organisation,
                Customer = hand.Account.Owner.Key,
                State = RedemptionState.Redeemed,
                Units = units,
                Draws = draws,
                Bill = facts.Bill,
                Position = 0,
            };
        }
        if (terms.ExpectedDue is { } expected && context.Trace.Fails("sale.expected_due", null, toPay - worth == expected, toPay - worth, expected)) return new TotalChanged(toPay - worth, expected);
        // What points and gift cards pay earns nothing (points R10).
        var notEarning = Math.Min(terms.Amount, worth + terms.NotEarning);
        var isIn = ProgramSales.Takes(context, program);
        var trackers = !isIn || program.Trackers is null || !Members.IsEnrolled(hand.Account) ? null : TrackerPhase.Begin(hand, program, Seen(context, program, terms), context.Trace);
        var isEager = program.Tiers.Rules.UpgradeType == TierUpgradeType.Eager;
        if (isEager && isIn)
        {
            StandingCounts.Add(hand, program, terms.Amount, terms.Time);
            TierUpgrade.RunEager(hand, program, !terms.MemberEarns(program) ? hand : EarningDecisions.Projected(hand, program, EarningBill.Of(terms, notEarning), trackers), context.Trace);
        }
        if (terms.More is { EarnsNothing: true }) context.Trace.Note("earning.number", "transactions R20", false, terms.Number, "a number that earns");
        else if (!terms.MemberEarns(program)) context.Trace.Note("earning.by", "points R10", false, GroupEarning.Group, GroupEarning.Member);
        else if (isIn && EarningDecisions.Award(hand, program, EarningBill.Of(terms, notEarning), context.Trace) is { } tooLarge) return tooLarge;
        foreach (var gift in terms.Gifts)
            if (GiftDecisions.Give(hand, program, context.Work, context.Organisation, gift, context.Trace) is { } noGift) return noGift;
        if (trackers?.Judge(hand, terms.Lines, terms.Time, context.Trace) is { } tooMuch) return tooMuch;
        if (!isEager && isIn) StandingCounts.Add(hand, program, terms.Amount, terms.Time);
        if (CartPromotionIndex.Of(program) is { } index) CartHoldingDecisions.EarnBy(context, hand, program, index, terms.Amount, terms.Time);
        if (program.Rolls) Roll(context, hand, program, terms);
        var tied = terms.Tied.Count == 0 ? [] : Tied(terms.Tied, facts.Bill);
        long[] redemptions = tied.Length == 0 && redemption is null ? [] : [.. tied.Select(each => each.Id), .. redemption is null ? Array.Empty<long>() : [redemption.Id]];
        made = new Made(
            new Bill
            {
                Id = facts.Bill,
                Organisation = context.Organisation,
                Customer = hand.Account.Owner.Key,
                Number = NumberOf(context, terms.Number, facts.Bill),
                Place = context.Place,
                Time = terms.Time,
                Amount = terms.Amount,
                Lines = Kept(terms.Lines),
                Fields = Kept(terms.Fields),
                Fingerprint = terms.Fingerprint,
                Redemptions = redemptions,
                Promotions = terms.Promotions,
                More = terms.More,
                Worths = terms.Worths,
                Vouchers = vouchers,
            },
            redemption, tied);
        return null;
    }

    /// <summary>Takes the points that pay: those that were held for the sale, else as a redemption does.</summary>
    private static Refusal? Spend(CommandContext context, AccountHand hand, ProgramSnapshot program, Terms terms, decimal toPay, out long units, out IReadOnlyList<Draw> draws)
    {
        draws = [];
        if (program.Movable(terms.RedeemPoints, context.Trace, out units) is { } immovable) return immovable;
        if (terms.Reserved?.Points is { } held)
        {
            draws = held.Draws;
            HoldDecisions.Capture(hand, program.PointsCurrency, held);
            RedemptionTimes.Count(hand, program, units);
            return null;
        }
        var reopened = LateLots.Reopenable(context.Work, hand);
        if (RedemptionDecisions.Check(hand, program, terms.RedeemPoints, units, toPay, reopened, context.Trace) is { } refusal) return refusal;
        draws = RedemptionDecisions.Draw(hand, program.PointsCurrency, units, reopened);
        RedemptionDecisions.Take(hand, program.PointsCurrency, draws, reopened);
        RedemptionTimes.Count(hand, program, units);
        return null;
    }

    private static void Roll(CommandContext context, AccountHand hand, ProgramSnapshot program, Terms terms)
    {
        RollingDecisions.Roll(context.Work, hand, program, terms.Time, PointsActivity.Purchase);
        if (terms.RedeemPoints != 0) RollingDecisions.Roll(context.Work, hand, program, terms.Time, PointsActivity.Redemption);
    }

    private static Redemption[] Tied(IReadOnlyList<Redemption> redemptions, long bill) => [.. redemptions.Select(each => each with { Bill = bill })];

    /// <summary>What trackers look at of the bill.</summary>
    public static TrackerEvent Seen(CommandContext context, ProgramSnapshot program, Terms terms) => new(terms.Amount, terms.Lines, terms.Fields, program.DateOf(terms.Time))
    {
        Store = program.Trackers!.NeedsStore && context.Place != 0 ? context.Work.Find(Place.ByNumber, context.Place)?.Store : null,
    };

    /// <summary>The number as given; of a bill without, one that no other has.</summary>
    public static string NumberOf(CommandContext context, string given, long bill)
    {
        var number = given.Trim();
        if (number.Length > 0) return number;
        var made = FormattableString.Invariant($"#{bill}");
        for (var again = 2; BillNumbers.Find(context, made).Count > 0; again++) made = FormattableString.Invariant($"#{bill}-{again}");
        return made;
    }

    /// <summary>What a caller changes later must not change a record that a store keeps as an object.</summary>
    public static BillLine[] Kept(IReadOnlyList<BillLine> lines)
    {
        var kept = new BillLine[lines.Count];
        for (var i = 0; i < kept.Length; i++) kept[i] = lines[i].Fields is null ? lines[i] : lines[i] with { Fields = Kept(lines[i].Fields) };
        return kept;
    }

    public static Dictionary<string, string>? Kept(IReadOnlyDictionary<string, string>? fields) => fields is null ? null : new(fields, StringComparer.Ordinal);

    /// <summary>Which of the named redemptions may be tied to a bill of this member, or why one may not (transactions R19).</summary>
    public static (IReadOnlyList<Redemption> Tied, Refusal? Refusal) Tie(CommandContext context, CustomerId customer, IReadOnlyList<RedemptionId> named)
    {
        if (named.Count == 0) return ([], null);
        var tied = new List<Redemption>(named.Count);
        foreach (var id in named)
        {
            var redemption = Redemption.Find(context.Work, id.Value);
            string? reason =
                redemption is null || redemption.Organisation != context.Organisation || redemption.State != RedemptionState.Redeemed ? "it is no redemption"
                : redemption.Member != customer ? "it is another customer's"
                : redemption.CameBack > 0 ? "it has been reversed"
                : redemption.Bill != 0 ? "it is tied to another bill"
                : tied.Any(each => each.Id == id.Value) ? "it is named twice"
                : null;
            if (context.Trace.Fails("bill.redemption", "transactions R19", reason is null, reason ?? "a redemption of the member", "a redemption of the member, unreversed and untied")) return ([], new RedemptionNotForBill(id, reason!));
            // Of one over all programs each part comes back in its own, by its own share.
            tied.AddRange(redemption!.Parts(context.Work).Where(part => part.Bill == 0 && part.CameBack == 0));
        }
        return (tied, null);
    }

    /// <summary>Puts what the sale made, now that its entry has a position.</summary>
    public static Bill Put(CommandContext context, in Made made, AccountHand hand, SameNumber sameNumber)
    {
        var bill = made.Bill;
        bill.Position = hand.OwnEntry.Position;
        context.Work.Put(Bill.All, bill.Id, bill);
        BillNumbers.Add(context, bill, sameNumber);
        for (var i = 0; i < made.Tied.Count; i++) context.Work.Put(Redemption.All, made.Tied[i].Id, made.Tied[i]);
        if (made.Redemption is { } redemption) context.Work.Put(Redemption.All, redemption.Id, redemption with { Position = hand.OwnEntry.Position });
        return bill;
    }
}
