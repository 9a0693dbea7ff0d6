using NodaTime;

namespace Loyalty.Tests;

/// <summary>A record of each collection and a change of each kind, of random content.</summary>
internal static class RandomRecords
{
    public static IReadOnlyDictionary<string, Func<RandomBits, object>> ByCollection { get; } = new Dictionary<string, Func<RandomBits, object>>
    {
        ["file"] = b => new FileRecord(b.Bytes(b.Below(40))),
        ["journal"] = Entry,
        ["accounts"] = AccountOf,
        ["spent_lots"] = LotOf,
        ["claims"] = b => new Claim([b.Count(), .. b.List(3, b.Count)], b.Flag() ? 0 : unchecked((ulong)b.Any())),
        ["counters"] = b => new Counter(b.Count()),
        ["organisations"] = b => new OrganisationRecord(b.Count(), b.Text(), b.List(4, () => new ConfigurationVersion(b.Count(), b.Instant()))),
        ["configurations"] = b => new ConfigurationRecord(b.Count(), b.Text()),
        ["places"] = b => new Place(b.Count(), b.Count(), b.TextOrNone(), b.TextOrNone()),
        ["place_codes"] = b => new Place(b.Count(), b.Count(), b.TextOrNone(), b.TextOrNone()),
        ["customers"] = b => new CustomerRecord
        {
            Id = b.Count(), Organisation = b.Count(), FirstName = b.TextOrNone(), LastName = b.TextOrNone(), Mobile = b.TextOrNone(),
            Email = b.TextOrNone(), ExternalId = b.TextOrNone(), EnrolledAt = b.Instant(),
        },
        ["bills"] = BillOf,
        ["redemptions"] = b => new Redemption
        {
            Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), State = b.Choice<RedemptionState>(), Units = b.Count(), Draws = Draws(b),
            CameBack = b.Part(), Bill = b.Count(), Position = b.Count(), EndedAt = b.Count(),
        },
    };

    public static IReadOnlyDictionary<string, Func<RandomBits, EntryChange>> Changes { get; } = new Dictionary<string, Func<RandomBits, EntryChange>>
    {
        [nameof(LotOpened)] = b => new LotOpened(new Lot
        {
            Number = b.Count(), Currency = b.Int(), Kind = b.Choice<AwardKind>(), Rule = b.Int(), Earned = b.Instant(), Line = b.Int(),
            ConvertsAt = b.Flag() ? b.Instant() : null, ExpiresAt = b.Flag() ? b.Instant() : Instant.MaxValue, Issued = 0,
        }),
        [nameof(ReturnTaken)] = b => new ReturnTaken(b.Int(), b.Count(), b.Count(), b.Count()),
        [nameof(WaivedMoved)] = b => new WaivedMoved(b.Int(), b.Long()),
        [nameof(HoldMade)] = b => new HoldMade(b.Int(), HoldOf(b)),
        [nameof(HoldEnded)] = b => new HoldEnded(b.Int(), b.Count()),
        [nameof(RedemptionLeft)] = b => new RedemptionLeft(b.Count()),
        [nameof(TransferLinked)] = b => new TransferLinked(b.Count()),
        [nameof(MemberEnrolled)] = b => new MemberEnrolled(b.Count()),
        [nameof(StatusSet)] = b => new StatusSet(b.Flag()),
        [nameof(TierSet)] = b => new TierSet(b.Int(), b.Int()),
        [nameof(PurchasesMoved)] = b => new PurchasesMoved(b.Decimal()),
        [nameof(CycleSet)] = b => new CycleSet(b.Choice<TierAction>(), b.Choice<TierSource>(), b.Int(), b.Int(), CycleOf(b), b.Flag() ? b.Instant() : Instant.MaxValue, b.Int(), b.Flag(), b.TextOrNone()),
        [nameof(RecheckSet)] = b => new RecheckSet(b.Flag() ? b.Instant() : Instant.MaxValue),
        [nameof(DayCounted)] = b => new DayCounted(new(b.Int(), b.Decimal(), b.Int(), b.Long()), b.Int()),
        [nameof(LotTied)] = b => new LotTied(b.Int(), b.Count()),
        [nameof(TiedMoved)] = b => new TiedMoved(b.Int(), b.Flag() ? b.Instant() : Instant.MaxValue, b.List(4, b.Count)),
        [nameof(GiftMoved)] = b => new GiftMoved(b.Text(), b.Flag()),
    };

    private static JournalEntry Entry(RandomBits b)
    {
        var position = b.Part() + 1;
        var entry = new JournalEntry
        {
            Position = position,
            Owner = new Owner(b.Count()),
            Number = b.Count(),
            Previous = position == 1 || b.Flag() ? 0 : position - 1 - b.Below((int)Math.Min(position - 1, 1000)),
            Effective = b.Instant(),
            Recorded = b.Instant(),
            Kind = b.Choice<EntryKind>(),
            Place = b.Count(),
            User = b.TextOrNone(),
            Key = b.TextOrNone(),
            Configuration = b.Count(),
            Facts = b.Flag() ? EntryFacts.None : new EntryFacts { Bill = b.Count(), OfBill = b.Count(), Redemption = b.Count(), Counterpart = b.Count(), Reference = b.TextOrNone() },
            Postings = b.List(5, () => new Posting(b.Choice<Bucket>(), b.Choice<Bucket>(), b.Count(), b.Int(), b.Count(), b.Flag())),
            Changes = b.List(6, () => Changes.Values.ElementAt(b.Below(Changes.Count))(b)),
            Balances = b.List(3, () => new BalanceAfter(b.Int(), b.Count(), b.Count(), b.Count(), b.Count())),
        };
        entry.Seal(b.Bytes(HashChain.Size), new RecordWriter());
        return entry;
    }

    private static Lot LotOf(RandomBits b)
    {
        var lot = new Lot
        {
            Number = b.Count(), Currency = b.Int(), Kind = b.Choice<AwardKind>(), Bill = b.Count(), Line = b.Int(), Rule = b.Int(), Earned = b.Instant(),
            ConvertsAt = b.Flag() ? b.Instant() : null, ExpiresAt = b.Flag() ? b.Instant() : Instant.MaxValue, IsTied = b.Flag(), Issued = 0,
            Promised = b.Part(), Available = b.Part(), Held = b.Part(), Expired = b.Part(), Gone = b.Part(), Deducted = b.Part(), Returned = b.Part(), Taken = b.Count(),
        };
        // A lot is what was issued, and it is available since its award more often than not.
        return lot with
        {
            Issued = lot.Promised + lot.Available + lot.Held + lot.Expired + lot.Gone + lot.Deducted + lot.Returned,
            AvailableSince = b.Below(3) switch { 0 => default, 1 => lot.Earned, _ => b.Instant() },
            HeldSince = b.Flag() ? default : b.Instant(),
            ExpiredSince = b.Flag() ? default : b.Instant(),
        };
    }

    private static Bill BillOf(RandomBits b)
    {
        var returned = b.Choice<ReturnState>();
        var isReturn = b.Flag();
        return new Bill
        {
            Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), Number = b.Text(), Place = b.Count(), Time = b.Instant(), Amount = b.Decimal(),
            Lines = b.List(5, () => new BillLine(b.Text(), b.Flag() ? 1m : b.Decimal(), b.Decimal()) { Discount = b.Flag() ? 0 : b.Decimal(), Fields = b.Fields() }),
            Fields = b.Fields(), Position = b.Count(), Fingerprint = unchecked((ulong)b.Any()), Redemptions = b.List(3, b.Count),
            OfBill = isReturn ? Math.Max(1, b.Count()) : 0, Effect = isReturn ? new(b.Count(), b.Count(), b.Count()) : default,
            Returned = returned,
            ReturnedAmount = returned == ReturnState.Nothing ? 0 : b.Decimal(),
            ReturnedPurchases = returned == ReturnState.Nothing ? 0 : b.Decimal(),
            ReturnedLines = returned == ReturnState.Nothing ? [] : b.List(5, () => new LineReturned(b.Decimal(), b.Decimal(), b.Flag())),
        };
    }

    /// <summary>An account whose sections hold lots, holds, standings and gifts of any size.</summary>
    private static Account AccountOf(RandomBits b)
    {
        var account = new Account(new Owner(b.Count()));
        var context = new FoldContext(b.Instant(), b.Count());
        if (b.Flag()) new MemberEnrolled(Math.Max(1, b.Count())).Apply(account, context);
        if (b.Flag()) new StatusSet(b.Flag()).Apply(account, context);
        for (var i = 0; i < b.Below(4); i++) new TierSet(b.Int(), b.Int()).Apply(account, new FoldContext(b.Instant(), 0));
        if (b.Flag()) new PurchasesMoved(b.Decimal()).Apply(account, context);
        if (b.Flag()) new CycleSet(TierAction.Upgrade, TierSource.Strategy, 1, 2, CycleOf(b), Instant.MaxValue, 1, false, null).Apply(account, context);
        if (b.Flag()) new RecheckSet(b.Instant()).Apply(account, context);
        for (var i = 0; i < b.Below(4); i++) new DayCounted(new(b.Below(5), b.Below(100), b.Below(3) - 1, b.Below(100)), b.Below(3)).Apply(account, context);
        for (var i = 0; i < b.Below(4); i++) new GiftMoved(b.Text(), b.Flag()).Apply(account, context);
        var points = account.Edit(PointsSection.Kind);
        for (var i = 0; i < b.Below(5); i++)
        {
            points.Open(LotOf(b) with { Currency = 1 + b.Below(2) });
            points.EditPool(1).Waived = b.Long();
            points.EditPool(1).AddHold(HoldOf(b));
        }
        return account;
    }

    private static TierCycle CycleOf(RandomBits b)
    {
        var cycle = new TierCycle
        {
            Source = b.Choice<TierSource>(), Start = Date(b), From = Date(b), IsRenewed = b.Flag(), Bill = b.Count(), Before = b.Int(), Bonus = b.Count(), Reassess = b.Flag(), IsSettled = b.Flag(),
        };
        if (b.Flag()) cycle = cycle with { Due = Date(b), DueAt = b.Instant() };
        return b.Flag() ? cycle : cycle with { Earlier = cycle with { Bill = b.Count() } };
    }

    private static LocalDate Date(RandomBits b) => new LocalDate(2026, 1, 1).PlusDays(b.Below(20_000) - 10_000);

    private static Hold HoldOf(RandomBits b) => new(b.Count(), b.Instant(), b.List(4, () => new Draw(b.Count(), b.Part())));

    private static Draw[] Draws(RandomBits b) => b.List(4, () => new Draw(b.Count(), b.Count()));
}
