namespace Loyalty;

/// <summary>Posting points by hand: who may, and what is taken (points R60, R61).</summary>
internal static class ManualDecisions
{
    public static Refusal? Reason(string? reason, Explanation trace)
    {
        var isFit = reason is not null && Text.IsFit(reason, 250, required: true);
        return trace.Fails("manual.reason", "points R60", isFit, reason, "1 to 250 characters") ? new ManualReasonMissing(Text.Shown(reason ?? "")) : null;
    }

    /// <summary>Whether the word of who approves, or else of who asks, is enough for so many points.</summary>
    public static Refusal? Authorise(ManualRules rules, string? askedBy, string? approvedBy, decimal points, Explanation trace)
    {
        if (trace.Fails("manual.user", "points R60", askedBy is not null, askedBy, "a user")) return new ManualUserMissing();
        if (Text.Check("ApprovedBy", approvedBy, 100) is { } unfit) return trace.Checked("manual.approver", "points R60", unfit, approvedBy, "up to 100 characters");
        var isApproved = !rules.NeedsApproval || (!string.IsNullOrWhiteSpace(approvedBy) && approvedBy != askedBy);
        if (trace.Fails("manual.approved", "points R60", isApproved, approvedBy, "somebody else than who asks")) return new ManualApprovalMissing(askedBy!);
        var user = string.IsNullOrWhiteSpace(approvedBy) ? askedBy! : approvedBy;
        var limit = rules.Authorities.FirstOrDefault(each => each.User == user)?.Limit ?? rules.Limit;
        return limit is { } most && trace.Fails("manual.authority", "points R60", points <= most, points, most) ? new ManualAboveAuthority(user, points, most) : null;
    }

    /// <summary>Takes units from one lot or from all in redemption order; what is not there is debt.</summary>
    public static void Deduct(AccountHand hand, int currency, long? only, long units)
    {
        foreach (var lot in hand.Points.Pool(currency).Lots.ToArray())
        {
            if (units == 0) break;
            if (lot.Available == 0 || (only is { } number && lot.Number != number)) continue;
            var taken = Math.Min(units, lot.Available);
            hand.Post(Bucket.Available, Bucket.Deducted, taken, currency, lot.Number, lot.AvailableSince);
            // Units taken away count as taken back, and leave lifetime points as they are (points R50, R53).
            hand.Change(new ReturnTaken(currency, lot.Number, taken, taken));
            units -= taken;
        }
        hand.Post(Bucket.Debt, Bucket.Deducted, units, currency, 0);
    }
}
