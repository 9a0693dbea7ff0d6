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
        ["configurations"] = b => b.Flag() ? new ConfigurationRecord(b.Count(), b.Text()) : new ConfigurationRecord(b.Count(), null, new(b.Count(), b.Text(), new(b.Count(), b.Count()))),
        ["places"] = b => new Place(b.Count(), b.Count(), b.TextOrNone(), b.TextOrNone()),
        ["place_codes"] = b => new Place(b.Count(), b.Count(), b.TextOrNone(), b.TextOrNone()),
        ["customers"] = b => new CustomerRecord { Id = b.Count(), Organisation = b.Count(), RegisteredAt = b.Instant(), Place = b.Count(), Profiles = b.List(3, () => ProfileOf(b)), Merged = b.Flag() ? new(b.Count(), b.TextOrNone(), b.TextOrNone()) : null },
        ["customer_aliases"] = b => new CustomerAlias(b.Count(), b.Count(), b.Instant()),
        ["customer_requests"] = b => new CustomerRequest
        {
            Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), Kind = b.Choice<CustomerRequestKind>(), State = b.Choice<RequestState>(), Source = b.Choice<CustomerSource>(), Account = b.TextOrNone(),
            OldValue = b.TextOrNone(), NewValue = b.TextOrNone(), Other = b.Count(), Subject = b.Count(), IsOneStep = b.Flag(), AskedBy = b.TextOrNone(), DecidedBy = b.TextOrNone(), AskedAt = b.Instant(), DecidedAt = b.Flag() ? b.Instant() : null, Comments = b.TextOrNone(),
        },
        ["request_index"] = b => new RequestIndex(b.Count()),
        ["campaign_users"] = b => new CampaignUser { Id = b.Count(), Organisation = b.Count(), Identifiers = b.List(3, () => (b.Choice<IdentifierKind>(), b.Text())) },
        ["labels"] = b => new LabelRecord(b.Count(), b.Count(), b.Text(), b.Text(), b.Instant()),
        ["label_customers"] = b => new LabelCustomer(b.Count()),
        ["cards"] = b => new CardRecord(b.Count(), b.Count(), b.Text(), b.Text(), b.Count(), b.Instant()),
        ["card_holders"] = b => new CardHolder(b.Count()),
        ["kin"] = b => new KinChild(b.Count()),
        ["customer_papers"] = PaperOf,
        ["customer_names"] = b => new CustomerName(b.Count()),
        ["bills"] = BillOf,
        ["items"] = b => new Item(b.Count(), b.Count(), b.Text(), b.TextOrNone(), b.Instant()),
        ["evaluation_logs"] = b => new EvaluationLog(b.Count(), b.Instant(), b.List(5, () => new TraceStep(b.Text(), b.Flag(), b.Text(), b.Text()) { Reference = b.TextOrNone() })),
        ["rejected_bills"] = b => new RejectedBill
        {
            Id = b.Count(), Organisation = b.Count(), Bill = AskedOf(b), Print = unchecked((ulong)b.Any()), Store = b.TextOrNone(), Till = b.TextOrNone(), State = b.Choice<RejectionState>(), Retries = b.Int(), Reasons = ReasonsOf(b),
            FixedAs = b.Count(), RejectedAt = b.Instant(), ChangedAt = b.Instant(), Comments = b.TextOrNone(),
        },
        ["redemptions"] = b => new Redemption
        {
            Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), State = b.Choice<RedemptionState>(), Units = b.Count(), Draws = Draws(b),
            CameBack = b.Part(), Bill = b.Count(), Position = b.Count(), EndedAt = b.Count(), Purpose = b.TextOrNone(), BillNumber = b.TextOrNone(),
        },
        ["goodwill_requests"] = b => new GoodwillRequest
        {
            Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), Units = b.Count(), Reason = b.Text(), AskedBy = b.Text(), State = b.Choice<RequestState>(), DecidedBy = b.TextOrNone(),
            Position = b.Count(), DecidedAt = b.Count(),
        },
        ["coupon_series"] = b => new CouponSeries(b.Count(), b.Count(), b.Count(), b.Text(), b.Instant()),
        ["coupon_tallies"] = b => new CouponTally
        {
            Issued = b.Count(), Redeemed = b.Count(), NextSerial = b.Count(), Uploaded = b.Count(), Pooled = b.Count(),
            LatestIssue = b.Flag() ? b.Instant() : null, LatestRedemption = b.Flag() ? b.Instant() : null, Holds = CouponHolds(b),
        },
        ["coupon_shapes"] = b => new CouponShapes(b.List(4, () => new CouponShape(b.Count(), new CouponFormat(b.Count(), b.Text(), b.Text(), b.Flag(), b.Int()))), b.List(4, b.Int)),
        ["coupon_ranges"] = b => StretchOf(b) with { RevokedAt = b.Flag() ? b.Instant() : null },
        ["coupons"] = b => CouponOf(b) with
        {
            Organisation = b.Count(), IsPooled = b.Flag(), RevokedAt = b.Flag() ? b.Instant() : null, Uses = b.Count(), HolderUses = b.Count(), NewestUses = b.List(3, b.Count), Holds = CouponHolds(b),
        },
        ["coupon_uses"] = b => CouponUseOf(b) with { Organisation = b.Count(), Customer = b.Count(), Recorded = b.Instant(), ReversedAt = b.Flag() ? b.Instant() : null },
        ["coupon_reservations"] = b => ReservationOf(b) with { Organisation = b.Count(), Customer = b.Count(), State = b.Choice<CouponReservationState>(), Uses = b.List(3, b.Count) },
        ["coupon_index"] = b => new CouponIndex(b.Count()),
        ["coupon_uploads"] = UploadOf,
        ["partner_numbers"] = b => new PartnerNumbers(b.List(3, b.Text)),
        ["cart_holders"] = b => new CartHolder(b.Count()),
        ["cart_codes"] = b => new CartCode
        {
            Id = b.Count(), Organisation = b.Count(), Promotion = b.Text(), Text = b.Text(), At = b.Instant(), Until = b.Instant(), Customer = b.Count(), IsInactive = b.Flag(), Uses = CartTallyOf(b), Used = b.Count(),
        },
        ["cart_evaluations"] = CartEvaluationOf,
        ["sale_reservations"] = SaleReservationOf,
        ["groups"] = b => new GroupRecord(b.Count()),
        ["group_members"] = b => new GroupMember { Customer = b.Count(), Since = b.Instant(), Until = b.Flag() ? b.Instant() : null, RedemptionBlocked = b.Flag(), Contributed = b.Count() },
        ["group_redemptions"] = b => new GroupRedemption { Organisation = b.Count(), Group = b.Count(), By = b.Count(), Steps = b.List(4, () => new DrawStep(b.Count(), b.Count(), b.Count())) },
        ["cart_code_uses"] = b => new CartCodeUse(b.Count(), b.Count(), CartCountOf(b)),
        ["cart_counts"] = b => new CartShared(CartTallyOf(b)),
    };

    public static IReadOnlyDictionary<string, Func<RandomBits, EntryChange>> Changes { get; } = new Dictionary<string, Func<RandomBits, EntryChange>>
    {
        [nameof(RejectionNoted)] = b => new RejectionNoted(b.Count(), b.Choice<RejectionState>(), b.Int(), b.Count(), b.Int(), unchecked((ulong)b.Any()), ReasonsOf(b)),
        [nameof(RequestNoted)] = b => new RequestNoted(b.Count(), b.Choice<CustomerRequestKind>(), b.Choice<RequestState>(), unchecked((ulong)b.Any()), b.Instant()),
        [nameof(PaperSealed)] = b => new PaperSealed(b.Count(), b.Choice<PaperKind>(), b.Count(), unchecked((ulong)b.Any())),
        [nameof(CampaignUserSealed)] = b => new CampaignUserSealed(b.Count(), unchecked((ulong)b.Any())),
        [nameof(ExternalIdDrawn)] = b => new ExternalIdDrawn(b.Count()),
        [nameof(CustomerErased)] = b => new CustomerErased(b.List(3, () => (b.Count(), unchecked((ulong)b.Any()))), b.List(3, () => (b.Count(), unchecked((ulong)b.Any())))),
        [nameof(LabelAdded)] = b => new LabelAdded(b.Count(), b.Text(), b.Text()),
        [nameof(LabelsChanged)] = b => new LabelsChanged(b.List(3, b.Count), b.List(3, b.Count)),
        [nameof(CardsSet)] = b => new CardsSet(b.List(3, () => new CardFacts(b.Count(), b.Text(), b.Text(), b.Count()))),
        [nameof(KinSet)] = b => new KinSet(b.Count(), b.Count(), b.TextOrNone(), b.TextOrNone(), b.TextOrNone()),
        [nameof(GroupAnswered)] = b => new GroupAnswered(b.Text(), b.TextOrNone(), b.Count(), b.Count(), b.Count(), b.Flag() ? b.Instant() : null),
        [nameof(MembershipAnswered)] = b => new MembershipAnswered(b.Count(), b.Count(), b.Flag(), b.Flag(), b.Instant(), b.Flag() ? b.Instant() : null, b.Count()),
        [nameof(AliasesAdded)] = b => new AliasesAdded(b.List(3, () => new Alias(b.Count(), b.Count(), b.Count()))),
        [nameof(LotReceived)] = b => new LotReceived(LotOf(b)),
        [nameof(CountersMoved)] = b => new CountersMoved(b.Int(), b.Any(), b.Any()),
        [nameof(MembershipJoined)] = b => b.Flag()
            ? new MembershipJoined(b.Choice<LoyaltyType>(), b.Instant(), b.Flag() ? b.Instant() : null, null, default, default)
            : new MembershipJoined(b.Choice<LoyaltyType>(), b.Instant(), b.Flag() ? b.Instant() : null, b.Text(), b.Choice<CustomerStatus>(), b.Instant()),
        [nameof(MergedAway)] = b => new MergedAway(b.Count(), b.TextOrNone()),
        [nameof(TierLeft)] = _ => new TierLeft(),
        [nameof(TrackersJoined)] = b => new TrackersJoined(
            [.. b.List(3, () => new TrackerAnchor(b.Int(), b.Int()))], [.. b.List(3, () => new TrackerUses(b.Int(), b.Int(), b.Any()))],
            [.. b.List(3, () => new TrackerKept(b.Int(), b.Int(), b.Count(), b.Int(), b.Int(), b.Decimal(), b.Decimal(), b.Count()))]),
        [nameof(CouponsMoved)] = b => new CouponsMoved(
            b.Count(), b.List(3, b.Count), b.List(3, () => new CouponsJoined(b.Count(), b.Count(), b.Count(), b.Instant(), b.Instant())), b.List(3, b.Count),
            b.List(3, () => (b.Count(), b.Count())), b.List(3, b.Count), b.List(2, () => new CouponCount(b.Count())
            {
                Issued = b.Count(), Redeemed = b.Count(), Issues = b.List(2, () => new CouponDay(b.Count(), b.Int())), Uses = b.List(2, () => new CouponDay(b.Count(), b.Int())),
                Holds = [.. CouponHolds(b).Select(hold => (hold, b.Int()))],
            })),
        [nameof(SaleReservationMade)] = b => new SaleReservationMade(SaleReservationOf(b)),
        [nameof(SaleReservationEnded)] = b => new SaleReservationEnded(b.Count(), b.Choice<SaleReservationState>(), b.Count()),
        [nameof(ReservationsMoved)] = b => new ReservationsMoved(b.List(3, () => new OpenReservation(b.Count(), b.Instant(), b.Count(), b.Count(), b.Count()))),
        [nameof(CartsMoved)] = b => new CartsMoved(CartsOf(b)),
        [nameof(LotOpened)] = b => new LotOpened(new Lot
        {
            Number = b.Count(), Currency = b.Int(), Kind = b.Choice<AwardKind>(), Rule = b.Int(), Earned = b.Instant(), Line = b.Int(),
            ConvertsAt = b.Flag() ? b.Instant() : null, ExpiresAt = b.Flag() ? b.Instant() : Instant.MaxValue,
        }),
        [nameof(LabelSet)] = b => new LabelSet(b.Text(), b.Choice<CustomerStatus>(), b.Text(), b.TextOrNone()),
        [nameof(SubscriptionChosen)] = b => new SubscriptionChosen(b.Choice<CustomerSource>(), b.TextOrNone(), b.Choice<MessageChannel>(), b.Choice<MessagePriority>(), b.Any(), b.Flag()),
        [nameof(CustomerSealed)] = b => new CustomerSealed(unchecked((ulong)b.Any())),
        [nameof(CustomerRegistered)] = b => new CustomerRegistered(b.Count()),
        [nameof(ReturnTaken)] = b => new ReturnTaken(b.Int(), b.Count(), b.Count(), b.Count()),
        [nameof(WaivedMoved)] = b => new WaivedMoved(b.Int(), b.Long()),
        [nameof(HoldMade)] = b => new HoldMade(b.Int(), HoldOf(b)),
        [nameof(HoldEnded)] = b => new HoldEnded(b.Int(), b.Count()),
        [nameof(RedemptionLeft)] = b => new RedemptionLeft(b.Count()),
        [nameof(TransferLinked)] = b => new TransferLinked(b.Count()),
        [nameof(ProgramLinked)] = b => new ProgramLinked(b.Count()),
        [nameof(ProgramsReversed)] = b => new ProgramsReversed(b.Count(), b.Count(), b.Count()),
        [nameof(MemberEnrolled)] = b => new MemberEnrolled(b.Count()),
        [nameof(StatusSet)] = b => new StatusSet(b.Flag()),
        [nameof(TierSet)] = b => new TierSet(b.Int(), b.Int()),
        [nameof(PurchasesMoved)] = b => new PurchasesMoved(b.Decimal()),
        [nameof(CycleSet)] = b => new CycleSet(b.Choice<TierAction>(), b.Choice<TierSource>(), b.Int(), b.Int(), CycleOf(b), b.Flag() ? b.Instant() : Instant.MaxValue, b.Int(), b.Flag(), b.TextOrNone()),
        [nameof(RecheckSet)] = b => new RecheckSet(b.Flag() ? b.Instant() : Instant.MaxValue),
        [nameof(DayCounted)] = b => new DayCounted(new(b.Int(), b.Decimal(), b.Int(), b.Long()), b.Int()),
        [nameof(TrackersGained)] = b => new TrackersGained(b.Count(), Day(b), Gains(b)),
        [nameof(TrackerSucceeded)] = b => new TrackerSucceeded(b.Int(), b.Int(), b.Int(), b.Int(), b.Decimal(), b.Decimal(), b.Decimal(), b.Decimal(), b.Decimal(), b.Count(), b.Flag()),
        [nameof(TrackerAmended)] = b => new TrackerAmended(b.Int(), b.Int(), b.Int(), b.Decimal(), b.Decimal(), b.Flag()),
        [nameof(TrackersCompacted)] = b => new TrackersCompacted(b.Int(), b.Int(), b.List(3, b.Int)),
        [nameof(GroupSet)] = b => new GroupSet(b.Text(), b.TextOrNone(), b.TextOrNone(), b.Count()),
        [nameof(GroupDissolved)] = b => new GroupDissolved(b.Text()),
        [nameof(GroupJoined)] = b => new GroupJoined(b.Count(), b.Flag()),
        [nameof(GroupLeft)] = b => new GroupLeft(b.Count()),
        [nameof(GroupPrimarySet)] = b => new GroupPrimarySet(b.Count()),
        [nameof(GroupPermitted)] = b => new GroupPermitted(b.Count(), b.Flag()),
        [nameof(GroupContributed)] = b => new GroupContributed(b.Count(), b.Count()),
        [nameof(GroupRedeemed)] = b => new GroupRedeemed(b.Count(), b.Count(), b.List(4, () => new DrawStep(b.Count(), b.Count(), b.Count()))),
        [nameof(GroupReversed)] = b => new GroupReversed(b.Count(), b.Count(), b.List(4, () => new DrawStep(b.Count(), b.Count(), b.Count()))),
        [nameof(MemberGrouped)] = b => new MemberGrouped(b.Count()),
        [nameof(TrackerHistoryRead)] = b => new TrackerHistoryRead(b.Int(), b.Count()),
        [nameof(PartnerLinkSet)] = b => new PartnerLinkSet(PartnerLinkOf(b)),
        [nameof(PartnerLinkEnded)] = b => new PartnerLinkEnded(PartnerLinkOf(b)),
        [nameof(PartnerNumbersSealed)] = b => new PartnerNumbersSealed(unchecked((ulong)b.Any())),
        [nameof(LotRolls)] = b => new LotRolls(b.Int(), b.Count(), b.Below(65536)),
        [nameof(LotsRolled)] = b => new LotsRolled(b.Below(100000) - 1000, b.List(4, () => new RolledLot(b.Int(), b.Count(), b.Flag() ? b.Instant() : Instant.MaxValue))),
        [nameof(Tallied)] = b => new Tallied(b.Int(), b.Int(), b.Decimal()),
        [nameof(ExpiryMoved)] = b => new ExpiryMoved(b.Flag(), b.List(4, () => new RolledLot(b.Int(), b.Count(), b.Flag() ? b.Instant() : Instant.MaxValue))),
        [nameof(LotProlonged)] = b => new LotProlonged(b.Int(), b.Count(), b.Flag() ? b.Instant() : Instant.MaxValue),
        [nameof(ValidationCodeSet)] = b => new ValidationCodeSet(CodeAction.Subscription, b.Count(), b.Count(), b.Instant()),
        [nameof(ValidationCodeTried)] = b => new ValidationCodeTried(CodeAction.Subscription, b.Flag()),
        [nameof(EvaluationNoted)] = b => new EvaluationNoted(b.Count(), unchecked((ulong)b.Any())),
        [nameof(ItemAdded)] = b => new ItemAdded(b.Count(), b.Text(), b.TextOrNone()),
        [nameof(LotConverted)] = b => new LotConverted(b.Int(), b.Count()),
        [nameof(LotTied)] = b => new LotTied(b.Int(), b.Count()),
        [nameof(TiedMoved)] = b => new TiedMoved(b.Int(), b.Flag() ? b.Instant() : Instant.MaxValue, b.List(4, b.Count)),
        [nameof(GiftMoved)] = b => new GiftMoved(b.Text(), b.Flag()),
        [nameof(ManualNoted)] = b => new ManualNoted(b.Count(), b.Count(), b.Text(), b.Text(), b.TextOrNone()),
        [nameof(CartHoldingGiven)] = b => new CartHoldingGiven(CartHoldingOf(b)),
        [nameof(CartHoldingRevoked)] = b => new CartHoldingRevoked(b.Count()),
        [nameof(CartHoldingActivated)] = b => new CartHoldingActivated(b.Count(), b.Flag()),
        [nameof(CartHoldingKept)] = b => new CartHoldingKept(b.Count()),
        [nameof(CartPromotionUsed)] = b => new CartPromotionUsed(b.Text(), b.Count(), b.Count(), CartCountOf(b), CartCountedOf(b), b.Flag(), b.Count()),
        [nameof(CartRedemptionReported)] = b => new CartRedemptionReported(b.Text(), b.TextOrNone(), b.Decimal(), new ReportedRedemption(b.Text(), b.Decimal()) { Times = b.Count(), Code = b.TextOrNone(), Sku = b.TextOrNone(), Used = b.Decimal(), Discounted = b.Decimal() }, b.Flag(), b.List(2, () => new BillLine(b.Text(), b.Decimal(), b.Decimal()))),
        [nameof(CartEvaluationMade)] = b => new CartEvaluationMade(CartEvaluationOf(b)),
        [nameof(CartEvaluationEnded)] = b => new CartEvaluationEnded(b.Count(), b.Choice<CartEvaluationState>(), b.Count(), b.List(3, () => CartReservedOf(b))),
        [nameof(CartUnitsGathered)] = b => new CartUnitsGathered(b.Text(), b.Part(), -b.Part(), b.Part(), b.List(3, b.Int)),
        [nameof(CartUnitsReturned)] = b => new CartUnitsReturned(b.Text(), b.Long()),
        [nameof(CartUseReturned)] = b => new CartUseReturned(b.Text(), b.Count(), b.Count(), CartCountOf(b), CartCountedOf(b)),
        [nameof(CartCodesMade)] = b => new CartCodesMade(b.Count(), b.Text(), b.List(3, () => new CartCodeTerms(b.Count(), b.Text(), b.Instant()))),
        [nameof(CartCodeSet)] = b => new CartCodeSet(b.Count(), b.Count(), b.Flag()),
        [nameof(CouponSeriesSaved)] = b => new CouponSeriesSaved(b.Count(), b.Count(), b.Count(), b.Text()),
        [nameof(CouponStretchRevoked)] = b => new CouponStretchRevoked(b.Count(), b.Count()),
        [nameof(CouponsPooled)] = b => new CouponsPooled(b.Count(), b.List(4, () => new PooledCode(b.Count(), b.Text()))),
        [nameof(CouponIssued)] = b => new CouponIssued(CouponOf(b), b.Choice<CouponOrigin>(), b.Int(), b.Int()),
        [nameof(CouponRevoked)] = b => new CouponRevoked(b.Count(), b.Count(), b.Count()),
        [nameof(CouponExpirySet)] = b => new CouponExpirySet(b.Count(), b.Instant()),
        [nameof(CouponUsed)] = b => new CouponUsed(CouponUseOf(b), b.Int(), b.Int(), b.TextOrNone(), CouponSignals.Before),
        [nameof(CouponPart)] = _ => new CouponPart(),
        [nameof(CouponUseReversed)] = b => new CouponUseReversed(b.Count(), b.Count()),
        [nameof(CouponUseAmended)] = b => new CouponUseAmended(b.Count(), FactsOf(b), b.Count()),
        [nameof(CouponsReserved)] = b => new CouponsReserved(ReservationOf(b), b.Int(), b.TextOrNone()),
        [nameof(CouponReservationEnded)] = b => new CouponReservationEnded(b.Count(), b.List(3, b.Count), b.List(3, b.Count)),
        [nameof(CouponsAnswered)] = b => new CouponsAnswered(b.List(3, () => new CouponItem(b.Text(), b.Int(), b.TextOrNone(), b.Text(), b.Flag() ? null : new CouponId(b.Part() + 1)))),
        [nameof(CodesWrong)] = b => new CodesWrong(b.Count(), b.Flag()),
        [nameof(CouponUploadMoved)] = b => new CouponUploadMoved(UploadOf(b)),
        [nameof(CouponStretchIssued)] = b => new CouponStretchIssued(StretchOf(b)),
    };

    private static CustomerPaper PaperOf(RandomBits b) => b.Below(5) switch
    {
        0 => new AnswerPaper(new CustomerDetails(new(b.Count()), b.TextOrNone(), b.TextOrNone(), b.TextOrNone(), b.TextOrNone(), b.TextOrNone(), b.Instant(), b.Flag() ? b.Instant() : null)
        {
            RegisteredAt = b.Instant(), Type = b.Choice<LoyaltyType>(), Status = b.Choice<CustomerStatus>(), StatusLabel = b.Text(),
        }),
        1 => new NotePaper(b.Text(), Days.Date(Day(b)), b.TextOrNone(), b.Instant(), b.Instant()),
        2 => new TicketPaper
        {
            Subject = b.Text(), Message = b.TextOrNone(), Status = b.Text(), Priority = b.Choice<TicketPriority>(), ReportedFrom = b.Choice<TicketOrigin>(), Type = b.Choice<TicketType>(), Department = b.TextOrNone(),
            AssignedTo = b.TextOrNone(), By = b.TextOrNone(), OpenedAt = b.Instant(), ChangedAt = b.Instant(),
        },
        3 => new ImagePaper(b.Text(), b.Text(), b.Bytes(b.Below(40)), b.TextOrNone(), b.Instant()),
        _ => new InteractionPaper(
            b.Choice<InteractionNetwork>(), b.Choice<InteractionType>(), b.Instant(), b.TextOrNone(), b.TextOrNone(), b.TextOrNone(), b.TextOrNone(), b.TextOrNone(), b.Flag() ? b.Instant() : null),
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

    private static CartCount CartCountOf(RandomBits b) => new(b.Instant(), b.Count(), b.Count(), b.Decimal());

    private static CartCounted CartCountedOf(RandomBits b) => b.Flag() ? new(b.Flag(), b.Int(), true, b.Int(), b.Int(), b.Instant()) : new(b.Flag(), b.Int(), false, b.Int(), b.Int(), default);

    private static CartSection CartsOf(RandomBits b)
    {
        var section = new CartSection();
        foreach (var holding in b.List(2, () => CartHoldingOf(b))) section.Set(holding);
        foreach (var (promotion, tally) in b.List(2, () => (b.Text(), CartTallyOf(b)))) section.Set(promotion, tally);
        foreach (var (promotion, units) in b.List(2, () => (b.Text(), b.Flag() ? b.Part() : -b.Part()))) section.Gather(promotion, units);
        foreach (var (evaluation, until) in b.List(2, () => (b.Count(), b.Instant()))) section.Open(evaluation, until, Instant.MinValue);
        return section;
    }

    private static CartTally CartTallyOf(RandomBits b) => new()
    {
        Redemptions = b.Count(), Transactions = b.Count(), Discount = b.Decimal(), Recent = b.List(3, () => CartCountOf(b)),
        Holds = b.List(3, () => new CartHold(b.Count(), b.Instant(), b.Instant(), b.Count(), b.Decimal())),
    };

    private static CartReserved CartReservedOf(RandomBits b) => new(b.Text(), b.Count(), b.Count(), b.Flag(), b.Flag(), b.Count(), b.Decimal());

    private static CartEvaluationRecord CartEvaluationOf(RandomBits b) => new()
    {
        Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), Cart = b.TextOrNone(), At = b.Instant(), Until = b.Instant(), Configuration = b.Count(),
        Lines = b.List(3, () => new BillLine(b.Text(), b.Decimal(), b.Decimal()) { Discount = b.Decimal() }), Nets = b.List(3, b.Decimal),
        Promotions = b.List(2, () => BillPromotionOf(b)), Reserved = b.List(3, () => CartReservedOf(b)), Worths = b.List(2, () => new BillWorth(b.Int(), b.Decimal(), b.Decimal())),
        Told = new(
            b.List(2, () => new CartTenderPaid(b.Text(), b.Text(), b.Decimal())), b.List(2, () => new CartCodeVerdict(b.Text(), b.TextOrNone(), b.TextOrNone())), b.List(2, () => new BillVoucher(b.Text(), b.Count(), b.Decimal()))),
        State = b.Choice<CartEvaluationState>(), Bill = b.Count(), Known = b.Flag() ? CartKnownOf(b) : null,
    };

    private static BillPromotion BillPromotionOf(RandomBits b) => new(b.Text(), b.Decimal(), b.Count(), b.List(4, () => new BillPromotionLine(1 + b.Below(1000), b.Decimal(), b.Decimal(), b.Decimal())))
    {
        Terms = b.Flag() ? new(b.Count(), b.List(3, b.Decimal), b.List(3, b.Decimal)) { Replaced = b.List(3, b.Decimal), Carried = b.Decimal() } : null,
    };

    private static CartKnown CartKnownOf(RandomBits b) => new()
    {
        Store = b.TextOrNone(), Tier = b.TextOrNone(), IsMember = b.Flag(), Groups = b.List(1, b.Text), Labels = b.List(2, b.Text), Tenders = b.Flag() ? b.List(2, () => new CartTender(b.Flag() ? b.Choice<TenderKind>() : null, b.Text(), b.Decimal()) { Identifier = b.Text() }) : null,
        Entitlements = b.List(2, () => new CartEntitlement(b.Text()) { Fault = b.TextOrNone(), IsActivated = b.Flag(), RedeemableFrom = b.Flag() ? b.Instant() : null, ValidTill = b.Flag() ? b.Instant() : null, Holding = b.Count(), Code = b.Count() }),
        Tallies = b.List(2, () => (new CartTallyKey(b.Text(), b.Choice<CartLimitScope>(), b.Count()), CartTallyOf(b))), Gathered = b.List(2, () => (b.Text(), b.Long())),
    };

    private static CartHolding CartHoldingOf(RandomBits b) => new()
    {
        Id = b.Count(), Promotion = b.Text(), Kind = b.Choice<CartHoldingKind>(), FromType = b.TextOrNone(), FromId = b.TextOrNone(), At = b.Instant(), Until = b.Instant(),
        Bill = b.Count(), IsActivated = b.Flag(), IsRevoked = b.Flag(), Uses = CartTallyOf(b),
    };

    private static Lot LotOf(RandomBits b)
    {
        var lot = new Lot
        {
            Number = b.Count(), Currency = b.Int(), Kind = b.Choice<AwardKind>(), Bill = b.Count(), Line = b.Int(), Rule = b.Int(), Earned = b.Instant(),
            ConvertsAt = b.Flag() ? b.Instant() : null, ExpiresAt = b.Flag() ? b.Instant() : Instant.MaxValue, IsTied = b.Flag(), Rolling = (ushort)b.Below(65536), IsProlonged = b.Flag(),
            Promised = b.Part(), Available = b.Part(),
        };
        // It is available since its award more often than not.
        return lot with
        {
            AvailableSince = b.Below(3) switch { 0 => default, 1 => lot.Earned, _ => b.Instant() },
            Past = b.Flag() ? LotPast.None : new(b.Part(), b.Part(), b.Part(), b.Part(), b.Part(), b.Count(), b.Flag() ? 0 : b.Instant().ToUnixTimeTicks(), b.Flag() ? 0 : b.Instant().ToUnixTimeTicks()),
        };
    }

    private static Bill BillOf(RandomBits b)
    {
        var returned = b.Choice<ReturnState>();
        var isReturn = b.Flag();
        return new Bill
        {
            Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), Number = b.Text(), Place = b.Count(), Time = b.Instant(), Amount = b.Decimal(),
            Lines = b.List(5, () => new BillLine(b.Text(), b.Flag() ? 1m : b.Decimal(), b.Decimal()) { Discount = b.Flag() ? 0 : b.Decimal(), Fields = b.Fields(), Details = b.Flag() ? null : DetailsOf(b) }),
            Fields = b.Fields(), Position = b.Count(), Fingerprint = unchecked((ulong)b.Any()), Redemptions = b.List(3, b.Count),
            Vouchers = b.List(2, () => new BillVoucher(b.Text(), b.Count(), b.Decimal())),
            Worths = b.List(3, () => new BillWorth(1 + b.Below(1000), b.Decimal(), b.Decimal())),
            Promotions = b.Flag() ? [] : b.List(3, () => BillPromotionOf(b)),
            More = b.Flag() ? null : MoreOf(b),
            OfBill = isReturn ? Math.Max(1, b.Count()) : 0, Effect = isReturn ? new(b.Count(), b.Count(), b.Count()) : default,
            Returned = returned,
            ReturnedAmount = returned == ReturnState.Nothing ? 0 : b.Decimal(),
            ReturnedPurchases = returned == ReturnState.Nothing ? 0 : b.Decimal(),
            TakenBack = isReturn || returned != ReturnState.Nothing ? b.Decimal() : 0,
            Owed = isReturn || returned != ReturnState.Nothing ? b.Decimal() : 0,
            ReturnedLines = returned == ReturnState.Nothing ? [] : b.List(5, () => new LineReturned(b.Decimal(), b.Decimal(), b.Flag())),
        };
    }

    /// <summary>A bill as it was asked for; an offset is no part of it, so that it comes back as it was.</summary>
    private static AddBill AskedOf(RandomBits b) => new(b.Text(), new(b.Count()), b.Decimal())
    {
        Time = b.Flag() ? b.Instant() : null, Group = b.Flag() ? new(b.Count()) : null, AppliedPromotions = b.Flag() ? b.List(3, b.Text) : null, Fields = b.Fields(), Currency = b.TextOrNone(),
        NotEarning = b.Decimal(), Evaluation = b.TextOrNone(), Redemptions = b.List(3, () => new RedemptionId(b.Count())), CouponRedemptions = b.List(3, () => new CouponUseId(b.Count())),
        Lines = b.List(3, () => new BillLine(b.Text(), b.Decimal(), b.Decimal()) { Discount = b.Decimal(), Fields = b.Fields(), Details = b.Flag() ? null : DetailsOf(b) }), Type = b.Choice<BillType>(),
        Particulars = MoreOf(b).Particulars, Gathers = b.Flag(),
    };

    private static RejectionReason[] ReasonsOf(RandomBits b) => b.List(3, () => new RejectionReason(b.Choice<RejectionCause>(), b.Text(), b.Flag()));

    private static BillLineDetails DetailsOf(RandomBits b) => new()
    {
        Rate = b.Flag() ? null : b.Decimal(), Value = b.Flag() ? null : b.Decimal(), Serial = b.TextOrNone(), Returnable = b.Below(3) switch { 0 => null, 1 => true, _ => false },
        ReturnableDays = b.Flag() ? null : b.Below(100) - 1, Extended = b.Fields(), IsOutlier = b.Flag(), LocalAmount = b.Flag() ? null : b.Decimal(),
        Parts = b.List(3, () => new BillPart(b.Choice<BillPartKind>(), b.Text(), b.Decimal(), b.Decimal())),
    };

    private static BillMore MoreOf(RandomBits b) => new()
    {
        Type = b.Choice<BillType>(), Outlier = b.Choice<BillOutlier>(), EarnsNothing = b.Flag(), Local = b.Flag() ? null : new(b.Text(), b.Decimal(), b.Decimal()),
        InputOffset = b.Flag() ? null : Offset.FromSeconds(b.Below(36_000) - 18_000), Retro = b.Count(), IsCancellation = b.Flag(), UnknownOriginal = b.TextOrNone(),
        Particulars = b.Flag() ? null : new()
        {
            Gross = b.Flag() ? null : b.Decimal(), Discount = b.Flag() ? null : b.Decimal(), Notes = b.TextOrNone(), NotInterestedReason = b.TextOrNone(), Delivery = b.Choice<DeliveryStatus>(),
            Outlier = b.Flag() ? null : b.Choice<BillOutlier>(), ShippingStore = b.TextOrNone(), Attribution = b.Flag() ? null : new(b.Text(), b.TextOrNone(), b.Flag() ? null : b.Instant()),
            Extended = b.Fields(), TimeText = b.TextOrNone(), TimeReading = b.Choice<BillTimeReading>(),
            Tenders = b.List(3, () => new BillTender(b.Text(), b.Decimal()) { Notes = b.TextOrNone(), Attributes = b.Fields() }),
        },
    };

    /// <summary>An account whose sections hold lots, holds, standings and gifts of any size.</summary>
    private static Account AccountOf(RandomBits b)
    {
        var account = new Account(new Owner(b.Count()));
        var context = new FoldContext(b.Instant(), b.Count());
        if (b.Flag()) new MemberEnrolled(Math.Max(1, b.Count())).Apply(account, context);
        if (b.Flag()) new StatusSet(b.Flag()).Apply(account, context);
        if (b.Flag()) new MergedAway(b.Count(), b.TextOrNone()).Apply(account, context);
        if (b.Flag()) account.Edit(AliasSection.Kind).Add(b.List(2, () => new Alias(b.Count(), b.Count(), b.Count())));
        for (var i = 0; i < b.Below(4); i++) new TierSet(b.Int(), b.Int()).Apply(account, new FoldContext(b.Instant(), 0));
        if (b.Flag()) new PurchasesMoved(b.Decimal()).Apply(account, context);
        if (b.Flag()) new CycleSet(TierAction.Upgrade, TierSource.Strategy, 1, 2, CycleOf(b), Instant.MaxValue, 1, false, null).Apply(account, context);
        if (b.Flag()) new RecheckSet(b.Instant()).Apply(account, context);
        for (var i = 0; i < b.Below(4); i++) new DayCounted(new(b.Below(5), b.Below(100), b.Below(3) - 1, b.Below(100)), b.Below(3)).Apply(account, context);
        for (var i = 0; i < b.Below(9); i++) new TrackersGained(b.Count(), Day(b), Gains(b)).Apply(account, context);
        for (var i = 0; i < b.Below(4); i++) new TrackerSucceeded(b.Below(3), b.Below(3), b.Int(), b.Int(), 0, 0, b.Decimal(), b.Decimal(), 1, b.Count(), b.Flag()).Apply(account, new FoldContext(b.Instant(), b.Count()));
        if (b.Flag()) new TrackersCompacted(Day(b) - 10_000, Day(b), [Day(b)]).Apply(account, context);
        if (b.Flag()) new TrackerHistoryRead(b.Int(), b.Count()).Apply(account, context);
        if (b.Flag()) new GroupSet(b.Text(), null, b.TextOrNone(), b.Count()).Apply(account, context);
        if (b.Flag()) new GroupPrimarySet(b.Count()).Apply(account, context);
        if (b.Flag()) new GroupDissolved("").Apply(account, context);
        if (b.Flag()) new MemberGrouped(b.Count()).Apply(account, context);
        for (var i = 0; i < b.Below(4); i++) new GiftMoved(b.Text(), b.Flag()).Apply(account, context);
        for (var i = 0; i < b.Below(3); i++) new PartnerLinkSet(PartnerLinkOf(b)).Apply(account, context);
        if (b.Flag()) new PartnerNumbersSealed(unchecked((ulong)b.Any())).Apply(account, context);
        var points = account.Edit(PointsSection.Kind);
        for (var i = 0; i < b.Below(5); i++)
        {
            points.Open(LotOf(b) with { Currency = 1 + b.Below(2) });
            points.EditPool(1).Waived = b.Long();
            points.EditPool(1).AddHold(HoldOf(b));
        }
        return account;
    }

    private static PartnerLink PartnerLinkOf(RandomBits b) => new()
    {
        Partner = 1 + b.Below(9), Number = b.Int(), Tier = b.Int(), TierUntil = b.Flag() ? b.Instant() : Instant.MaxValue, From = b.Instant(), Until = b.Flag() ? b.Instant() : Instant.MaxValue,
        RelinkFrom = b.Flag() ? b.Instant() : Instant.MaxValue, RelinkNumber = b.Int(), Activity = b.Choice<PartnerActivity>(), ActivityAt = b.Instant(),
    };

    private static TierCycle CycleOf(RandomBits b)
    {
        var cycle = new TierCycle
        {
            Source = b.Choice<TierSource>(), Start = Date(b), From = Date(b), IsRenewed = b.Flag(), Bill = b.Count(), Before = b.Int(), Bonus = b.Count(), Reassess = b.Flag(), IsSettled = b.Flag(),
        };
        if (b.Flag()) cycle = cycle with { Due = Date(b), DueAt = b.Instant() };
        return b.Flag() ? cycle : cycle with { Earlier = cycle with { Bill = b.Count() } };
    }

    private static int Day(RandomBits b) => 20_000 + b.Below(100) - b.Below(2) * b.Below(20_000);

    /// <summary>By number of the tracker, as changes hold them.</summary>
    private static TrackerGain[] Gains(RandomBits b)
    {
        var tracker = 0;
        return b.List(4, () => new TrackerGain(tracker += 1 + b.Below(3), b.Below(1000) / 8m, b.Below(5) - 1) { Lines = b.Flag() ? null : [1 + b.Below(9)] });
    }

    private static LocalDate Date(RandomBits b) => new LocalDate(2026, 1, 1).PlusDays(b.Below(20_000) - 10_000);

    private static Hold HoldOf(RandomBits b) => new(b.Count(), b.Instant(), b.List(4, () => new Draw(b.Count(), b.Part())));

    private static Draw[] Draws(RandomBits b) => b.List(4, () => new Draw(b.Count(), b.Count()));

    private static CouponHold[] CouponHolds(RandomBits b) => b.List(3, () => new CouponHold(b.Count(), b.Count(), b.Count(), b.Instant()));

    private static CouponFacts FactsOf(RandomBits b) => new(b.TextOrNone(), b.Flag() ? b.Decimal() : null, b.TextOrNone(), b.Fields());

    private static CouponTerms TermsOf(RandomBits b) => new(b.Text(), b.Choice<CouponDiscount>(), b.Decimal(), b.Flag() ? b.Decimal() : null);

    private static CouponStretch StretchOf(RandomBits b) => new(b.Count(), b.Count(), b.Count(), b.List(3, b.Count), b.Instant(), b.Choice<CouponExpiry>(), b.Int(), null);

    private static CouponUpload UploadOf(RandomBits b) => new(
        b.Count(), b.Count(), b.Count(), b.Flag(), b.Choice<CouponUploadState>(), b.Count(), b.Count(), b.List(3, () => new CouponRowFault(b.Count(), b.Int(), b.Text())));

    /// <summary>What an entry says of a coupon; what follows from other entries is left out.</summary>
    private static Coupon CouponOf(RandomBits b) => new()
    {
        Id = b.Count(), Organisation = 0, Series = b.Count(), Code = b.Text(), Serial = b.Long(), Holder = b.Count(), IssuedAt = b.Instant(), Strategy = b.Choice<CouponExpiry>(),
        StrategyValue = b.Int(), ExpiresAt = b.Flag() ? b.Instant() : null, Bill = b.Count(), Notes = b.Fields(),
    };

    private static CouponUse CouponUseOf(RandomBits b) => new()
    {
        Id = b.Count(), Organisation = 0, Customer = 0, Recorded = default, Series = b.Count(), Coupon = b.Count(), At = b.Instant(), Place = b.Count(), Facts = FactsOf(b), Terms = TermsOf(b),
        Bill = b.Count(), Reservation = b.Count(), IsFlagged = b.Flag(),
    };

    private static CouponReservation ReservationOf(RandomBits b) => new()
    {
        Id = b.Count(), Organisation = 0, Customer = 0, At = b.Instant(), EndsAt = b.Instant(), Facts = FactsOf(b), Place = b.Count(),
        Coupons = b.List(3, () => new ReservedCoupon(b.Count(), b.Count(), TermsOf(b))),
    };

    private static SaleReservation SaleReservationOf(RandomBits b) => new()
    {
        Id = b.Count(), Organisation = b.Count(), Customer = b.Count(), Number = b.Text(), Fingerprint = unchecked((ulong)b.Any()), At = b.Instant(), EndsAt = b.Instant(), Place = b.Count(), Evaluation = b.Count(),
        Coupons = b.Count(), Redemption = b.Count(), Nets = b.List(3, b.Decimal), State = b.Choice<SaleReservationState>(), Bill = b.Count(),
    };

    /// <summary>A profile with everything, or one as most are: of the till, with the three usual identifiers.</summary>
    private static ProfileRecord ProfileOf(RandomBits b)
    {
        var isUsual = b.Flag();
        var kinds = Enum.GetValues<IdentifierKind>().Where(kind => (!isUsual || kind <= IdentifierKind.ExternalId) && b.Flag());
        var profile = new ProfileRecord { FirstName = b.TextOrNone(), LastName = b.TextOrNone(), Identifiers = [.. kinds.Select(kind => (kind, b.Text()))] };
        return isUsual ? profile : profile with
        {
            Source = b.Choice<CustomerSource>(), Account = b.TextOrNone(), CustomFields = b.List(3, () => (b.Text(), b.Text())), ExtendedFields = b.List(3, () => (b.Text(), b.Text())),
            Subscriptions = b.List(3, () => new SubscriptionRecord(b.Choice<MessageChannel>(), b.Choice<MessagePriority>(), b.Long(), b.Flag())),
            IsNotToBeDisturbed = b.Flag(), Address = b.TextOrNone(),
        };
    }
}
