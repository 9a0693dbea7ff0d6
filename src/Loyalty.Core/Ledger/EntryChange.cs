using NodaTime;

namespace Loyalty;

/// <summary>
/// A typed change of an account beside the postings. Each concept declares its own; the tag on disk is never reused.
/// </summary>
internal abstract record EntryChange
{
    /// <summary>Tag on disk.</summary>
    public abstract byte Tag { get; }

    /// <summary>Writes what is not in the entry's header already.</summary>
    protected abstract void WriteBody(RecordWriter writer, Instant effective);

    public void Write(RecordWriter writer, Instant effective)
    {
        writer.Byte(Tag);
        WriteBody(writer, effective);
    }

    public static EntryChange Read(ref RecordReader reader, Instant effective) => reader.Byte() switch
    {
        LotOpened.TagOnDisk => LotOpened.ReadBody(ref reader, effective),
        ReturnTaken.TagOnDisk => ReturnTaken.ReadBody(ref reader, effective),
        WaivedMoved.TagOnDisk => WaivedMoved.ReadBody(ref reader, effective),
        HoldMade.TagOnDisk => HoldMade.ReadBody(ref reader, effective),
        HoldEnded.TagOnDisk => HoldEnded.ReadBody(ref reader, effective),
        RedemptionLeft.TagOnDisk => RedemptionLeft.ReadBody(ref reader, effective),
        TransferLinked.TagOnDisk => TransferLinked.ReadBody(ref reader, effective),
        MemberEnrolled.TagOnDisk => MemberEnrolled.ReadBody(ref reader, effective),
        StatusSet.TagOnDisk => StatusSet.ReadBody(ref reader, effective),
        TierSet.TagOnDisk => TierSet.ReadBody(ref reader, effective),
        PurchasesMoved.TagOnDisk => PurchasesMoved.ReadBody(ref reader, effective),
        CycleSet.TagOnDisk => CycleSet.ReadBody(ref reader, effective),
        RecheckSet.TagOnDisk => RecheckSet.ReadBody(ref reader, effective),
        DayCounted.TagOnDisk => DayCounted.ReadBody(ref reader, effective),
        LotTied.TagOnDisk => LotTied.ReadBody(ref reader, effective),
        TiedMoved.TagOnDisk => TiedMoved.ReadBody(ref reader, effective),
        TrackersGained.TagOnDisk => TrackersGained.ReadBody(ref reader, effective),
        TrackerSucceeded.TagOnDisk => TrackerSucceeded.ReadBody(ref reader, effective),
        TrackerAmended.TagOnDisk => TrackerAmended.ReadBody(ref reader, effective),
        TrackersCompacted.TagOnDisk => TrackersCompacted.ReadBody(ref reader, effective),
        TrackerHistoryRead.TagOnDisk => TrackerHistoryRead.ReadBody(ref reader, effective),
        GiftMoved.TagOnDisk => GiftMoved.ReadBody(ref reader, effective),
        CartHoldingGiven.TagOnDisk => CartHoldingGiven.ReadBody(ref reader, effective),
        CartHoldingRevoked.TagOnDisk => CartHoldingRevoked.ReadBody(ref reader, effective),
        CartHoldingActivated.TagOnDisk => CartHoldingActivated.ReadBody(ref reader, effective),
        CartHoldingKept.TagOnDisk => CartHoldingKept.ReadBody(ref reader, effective),
        CartPromotionUsed.TagOnDisk => CartPromotionUsed.ReadBody(ref reader, effective),
        CartUseReturned.TagOnDisk => CartUseReturned.ReadBody(ref reader, effective),
        CartCodesMade.TagOnDisk => CartCodesMade.ReadBody(ref reader, effective),
        CartCodeSet.TagOnDisk => CartCodeSet.ReadBody(ref reader, effective),
        CartEvaluationMade.TagOnDisk => CartEvaluationMade.ReadBody(ref reader, effective),
        CartEvaluationEnded.TagOnDisk => CartEvaluationEnded.ReadBody(ref reader, effective),
        CouponSeriesSaved.TagOnDisk => CouponSeriesSaved.ReadBody(ref reader, effective),
        CouponStretchIssued.TagOnDisk => CouponStretchIssued.ReadBody(ref reader, effective),
        CouponStretchRevoked.TagOnDisk => CouponStretchRevoked.ReadBody(ref reader, effective),
        CouponsPooled.TagOnDisk => CouponsPooled.ReadBody(ref reader, effective),
        CouponIssued.TagOnDisk => CouponIssued.ReadBody(ref reader, effective),
        CouponRevoked.TagOnDisk => CouponRevoked.ReadBody(ref reader, effective),
        CouponExpirySet.TagOnDisk => CouponExpirySet.ReadBody(ref reader, effective),
        CouponPart.TagOnDisk => CouponPart.ReadBody(ref reader, effective),
        CouponUsed.TagOnDisk => CouponUsed.ReadBody(ref reader, effective),
        CouponUseReversed.TagOnDisk => CouponUseReversed.ReadBody(ref reader, effective),
        CouponUseAmended.TagOnDisk => CouponUseAmended.ReadBody(ref reader, effective),
        CouponsReserved.TagOnDisk => CouponsReserved.ReadBody(ref reader, effective),
        CouponReservationEnded.TagOnDisk => CouponReservationEnded.ReadBody(ref reader, effective),
        CouponsAnswered.TagOnDisk => CouponsAnswered.ReadBody(ref reader, effective),
        CodesWrong.TagOnDisk => CodesWrong.ReadBody(ref reader, effective),
        CouponUploadMoved.TagOnDisk => CouponUploadMoved.ReadBody(ref reader, effective),
        ManualNoted.TagOnDisk => ManualNoted.ReadBody(ref reader, effective),
        LabelSet.TagOnDisk => LabelSet.ReadBody(ref reader, effective),
        CustomerSealed.TagOnDisk => CustomerSealed.ReadBody(ref reader, effective),
        PartnerLinkSet.TagOnDisk => PartnerLinkSet.ReadBody(ref reader, effective),
        PartnerLinkEnded.TagOnDisk => PartnerLinkEnded.ReadBody(ref reader, effective),
        PartnerNumbersSealed.TagOnDisk => PartnerNumbersSealed.ReadBody(ref reader, effective),
        CustomerRegistered.TagOnDisk => CustomerRegistered.ReadBody(ref reader, effective),
        AliasesAdded.TagOnDisk => AliasesAdded.ReadBody(ref reader, effective),
        LotReceived.TagOnDisk => LotReceived.ReadBody(ref reader, effective),
        CountersMoved.TagOnDisk => CountersMoved.ReadBody(ref reader, effective),
        MembershipJoined.TagOnDisk => MembershipJoined.ReadBody(ref reader, effective),
        MergedAway.TagOnDisk => MergedAway.ReadBody(ref reader, effective),
        TierLeft.TagOnDisk => TierLeft.ReadBody(ref reader, effective),
        TrackersJoined.TagOnDisk => TrackersJoined.ReadBody(ref reader, effective),
        CouponsMoved.TagOnDisk => CouponsMoved.ReadBody(ref reader, effective),
        RequestNoted.TagOnDisk => RequestNoted.ReadBody(ref reader, effective),
        CartRedemptionReported.TagOnDisk => CartRedemptionReported.ReadBody(ref reader, effective),
        CartUnitsGathered.TagOnDisk => CartUnitsGathered.ReadBody(ref reader, effective),
        CartUnitsReturned.TagOnDisk => CartUnitsReturned.ReadBody(ref reader, effective),
        CartsMoved.TagOnDisk => CartsMoved.ReadBody(ref reader, effective),
        GroupSet.TagOnDisk => GroupSet.ReadBody(ref reader, effective),
        GroupDissolved.TagOnDisk => GroupDissolved.ReadBody(ref reader, effective),
        GroupJoined.TagOnDisk => GroupJoined.ReadBody(ref reader, effective),
        GroupLeft.TagOnDisk => GroupLeft.ReadBody(ref reader, effective),
        GroupPrimarySet.TagOnDisk => GroupPrimarySet.ReadBody(ref reader, effective),
        GroupPermitted.TagOnDisk => GroupPermitted.ReadBody(ref reader, effective),
        MemberGrouped.TagOnDisk => MemberGrouped.ReadBody(ref reader, effective),
        GroupContributed.TagOnDisk => GroupContributed.ReadBody(ref reader, effective),
        GroupRedeemed.TagOnDisk => GroupRedeemed.ReadBody(ref reader, effective),
        GroupReversed.TagOnDisk => GroupReversed.ReadBody(ref reader, effective),
        SubscriptionChosen.TagOnDisk => SubscriptionChosen.ReadBody(ref reader, effective),
        PaperSealed.TagOnDisk => PaperSealed.ReadBody(ref reader, effective),
        CustomerErased.TagOnDisk => CustomerErased.ReadBody(ref reader, effective),
        LabelAdded.TagOnDisk => LabelAdded.ReadBody(ref reader, effective),
        LabelsChanged.TagOnDisk => LabelsChanged.ReadBody(ref reader, effective),
        CardsSet.TagOnDisk => CardsSet.ReadBody(ref reader, effective),
        KinSet.TagOnDisk => KinSet.ReadBody(ref reader, effective),
        CampaignUserSealed.TagOnDisk => CampaignUserSealed.ReadBody(ref reader, effective),
        ExternalIdDrawn.TagOnDisk => ExternalIdDrawn.ReadBody(ref reader, effective),
        GroupAnswered.TagOnDisk => GroupAnswered.ReadBody(ref reader, effective),
        MembershipAnswered.TagOnDisk => MembershipAnswered.ReadBody(ref reader, effective),
        ProgramsReversed.TagOnDisk => ProgramsReversed.ReadBody(ref reader, effective),
        ProgramLinked.TagOnDisk => ProgramLinked.ReadBody(ref reader, effective),
        RejectionNoted.TagOnDisk => RejectionNoted.ReadBody(ref reader, effective),
        LotRolls.TagOnDisk => LotRolls.ReadBody(ref reader, effective),
        LotsRolled.TagOnDisk => LotsRolled.ReadBody(ref reader, effective),
        LotProlonged.TagOnDisk => LotProlonged.ReadBody(ref reader, effective),
        ValidationCodeSet.TagOnDisk => ValidationCodeSet.ReadBody(ref reader, effective),
        ValidationCodeTried.TagOnDisk => ValidationCodeTried.ReadBody(ref reader, effective),
        EvaluationNoted.TagOnDisk => EvaluationNoted.ReadBody(ref reader, effective),
        ItemAdded.TagOnDisk => ItemAdded.ReadBody(ref reader, effective),
        LotConverted.TagOnDisk => LotConverted.ReadBody(ref reader, effective),
        Tallied.TagOnDisk => Tallied.ReadBody(ref reader, effective),
        ExpiryMoved.TagOnDisk => ExpiryMoved.ReadBody(ref reader, effective),
        _ => throw RecordReader.Damaged(),
    };
}
