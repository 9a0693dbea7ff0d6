using static System.FormattableString;

namespace Loyalty;

/// <summary>What a bill earns (points R10-R18).</summary>
internal static class EarningDecisions
{
    /// <summary>Awards every earning rule of the program; the tier before the bill counts. Null, or the award that no account can hold.</summary>
    /// <param name="hand">The member's account, the own entry begun.</param>
    /// <param name="program">The configuration in force at the bill's time.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="trace">Explains.</param>
    public static Refusal? Award(AccountHand hand, ProgramSnapshot program, in EarningBill bill, Explanation trace)
    {
        if (program.Program.Earning.Count == 0)
        {
            trace.Note("earning.rules", "points R10", false, 0, "an earning rule");
            return null;
        }
        // An award that a status stops is omitted, not refused; who is no member earns nothing.
        if (!Members.IsEnrolled(hand.Person) && trace.Fails("earning.member", "customers R20", false, LoyaltyType.NonLoyalty, LoyaltyType.Loyalty)) return null;
        if (Members.Restricts(hand.Person, program, StatusRestriction.PointsAllocation, hand.Effective)
            && trace.Fails("earning.status", "customers R43", false, hand.Person.Get(MembershipSection.Kind).Status, "a status that lets points be awarded")) return null;
        var tier = hand.Account.Get(TierSection.Kind).At(hand.Effective);
        var earning = new Earning(hand, new(program, bill, trace), EarningRoom.Of(hand, program, bill), tier, trace);
        var rules = program.Earning.Rules;
        // What is explained, and what caps count, is told of every rule; else those that are sure to give nothing are passed over.
        var worth = trace.IsWanted || earning.Room is not null ? long.MaxValue : EarningBook.Millionths(earning.Bases.Bill);
        for (var i = 0; i < rules.Length; i++)
        {
            if (!program.Earning.MayGive(i, worth)) continue;
            var rule = rules[i];
            if (rule.Kind is AllocationKind.Multiplier or AllocationKind.RoundUp) continue;
            var into = rule.Currency is null ? program : program.InOrNone(rule.Currency);
            if (into is null)
            {
                trace.Note("earning.currency", "points R72", false, rule.Currency, "an active currency");
                continue;
            }
            if (Apply(earning, into, rule, earning.Terms(into, rule, i)) is { } refusal) return refusal;
        }
        if (LiftingDecisions.Award(earning, program) is { } tooLarge) return tooLarge;
        earning.Room?.Close(hand);
        return null;
    }

    /// <summary>A bill on the way through the rules.</summary>
    internal readonly record struct Earning(AccountHand Hand, EarningBases Bases, EarningRoom? Room, int Tier, Explanation Trace)
    {
        public AwardDecisions.Terms Terms(ProgramSnapshot into, EarningRule rule, int index)
        {
            var expiry = rule.Expiry ?? into.Program.Points.Expiry;
            return new(rule.On == EarningBasis.Line ? AwardKind.Line : AwardKind.Bill, index + 1, 0, rule.DelayDays, expiry)
            {
                OnTrigger = rule.DelayStrategy == DelayStrategy.OnExternalTrigger, Tier = Tier, ExpiresFrom = Bases.ExpiresFrom(expiry),
            };
        }

        public decimal Limited(EarningRule rule, decimal on) => Room is null ? on : Room.Base(rule, on, Trace);

        public long? Limited(ProgramSnapshot into, EarningRule rule, long? units) => Room is null || units is not > 0 ? units : Room.Units(into, rule, units.Value, Trace);
    }

    /// <summary>A copy of the account with what the bill earns at the tier before it; the account stays as it is.</summary>
    public static AccountHand Projected(AccountHand hand, ProgramSnapshot program, in EarningBill bill, TrackerPhase? trackers)
    {
        var feeds = trackers is not null && program.Tiers.SeesTrackers && program.Trackers!.CountsPoints;
        if (!program.Tiers.IsOfPoints && !feeds) return hand;
        var copy = new AccountHand(hand.Account, new LotsAside(hand.Points.Archive), hand.Now, hand.Effective, hand.Around);
        copy.Begin(hand.Own.Kind, hand.Own.Facts, hand.Own.Configuration);
        Award(copy, program, bill, Explanation.None);
        if (feeds) trackers!.FeedPoints(copy);
        return copy;
    }

    /// <summary>The value of a rule for a tier.</summary>
    public static decimal Value(EarningRule rule, int tier) => rule.Values.Count == 1 ? rule.Values[0] : rule.Values[Math.Min(tier, rule.Values.Count) - 1];

    private static AwardTooLarge? Apply(in Earning earning, ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms)
    {
        var (hand, lines, trace) = (earning.Hand, earning.Bases.Sold.Lines, earning.Trace);
        var value = earning.Bases.Value(hand, rule, earning.Tier, trace);
        var cap = rule.Cap is { } most ? program.Units(most) ?? Allocation.MaxUnits : Allocation.MaxUnits;
        if (rule.On == EarningBasis.Bill)
        {
            var on = earning.Limited(rule, earning.Bases.OfBill(rule));
            if (DynamicParts.Of(hand, program, rule, on, earning.Tier) is { Count: > 0 } parts) return Apply(earning, program, rule, terms, parts, cap);
            if (earning.Limited(program, rule, Units(program, rule, Raw(rule, value, on), on, cap, 0, trace)) is not { } units) return new AwardTooLarge(rule.Id);
            return units <= 0 ? null : Open(earning, program, rule, terms, units);
        }
        for (var i = 0; i < lines.Count; i++)
        {
            // Rules of lines do not see outliers (transactions R20).
            if (lines[i].Amount == 0 && rule.Source != EarningSource.CustomField || lines[i].Details is { IsOutlier: true }) continue;
            var on = earning.Limited(rule, earning.Bases.OfLine(rule, i));
            if (earning.Limited(program, rule, Units(program, rule, Raw(rule, value, on), on, cap, i + 1, trace)) is not { } units) return new AwardTooLarge(rule.Id);
            if (units <= 0) continue;
            cap -= units;
            if (AwardDecisions.Open(hand, program, PromiseDecisions.Of(program, rule, terms with { Line = i + 1 }, lines[i]), units, earning.Bases.Sold.Dated, trace) is null) return new AwardTooLarge(rule.Id);
        }
        return null;
    }

    /// <summary>Awards the parts of a bill that is cut at thresholds; rounding is of the sum, so they add up to the rounded whole (tiers R6).</summary>
    private static AwardTooLarge? Apply(in Earning earning, ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, IReadOnlyList<(decimal Amount, int Tier)> parts, long cap)
    {
        var (sum, given, trace) = (0m, 0L, earning.Trace);
        foreach (var (part, tier) in parts)
        {
            sum += Raw(rule, Value(rule, tier), part);
            if (trace.IsWanted) trace.Note($"earning.{rule.Id}.part", "tiers R6", part > 0, part, program.TierName(tier));
            if (Units(program, rule, sum, part, cap, 0, trace) is not { } all) return new AwardTooLarge(rule.Id);
            if (all <= given) continue;
            var units = earning.Limited(program, rule, all - given)!.Value;
            if (units > 0 && Open(earning, program, rule, terms with { Tier = tier }, units) is { } refusal) return refusal;
            given = all;
        }
        return null;
    }

    /// <summary>Opens the lot of a bill's award, or one for each line.</summary>
    internal static AwardTooLarge? Open(in Earning earning, ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, long units)
    {
        var (hand, lines, dated, trace) = (earning.Hand, earning.Bases.Sold.Lines, earning.Bases.Sold.Dated, earning.Trace);
        if (!rule.SpreadOverLines || lines.Count == 0) return AwardDecisions.Open(hand, program, terms, units, dated, trace) is null ? new AwardTooLarge(rule.Id) : null;
        // Excluded items have no share.
        var shares = Allocation.Spread(units, program.Program.NotEarning.Skus.Count > 0 ? earning.Bases.Lines : [.. lines.Select(line => line.Amount)]);
        for (var i = 0; i < shares.Length; i++)
            if (shares[i] > 0 && AwardDecisions.Open(hand, program, PromiseDecisions.Of(program, rule, terms with { Line = i + 1 }, lines[i]), shares[i], dated, trace) is null) return new AwardTooLarge(rule.Id);
        return null;
    }

    private static decimal Raw(EarningRule rule, decimal value, decimal on) => rule.Kind switch
    {
        AllocationKind.Fixed => value,
        AllocationKind.Percentage => on * value / 100m,
        // Most rules of a large program look at a bill below their step, and a division is what they would cost.
        AllocationKind.Step when on >= 0 && on < rule.Step!.Value && !rule.CountPartialStep => 0m,
        AllocationKind.Step => Steps(on / rule.Step!.Value, rule.CountPartialStep) * value,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>Raw value, rounded to the program's scale, within what is left of the cap (points R11, R12); null when out of range.</summary>
    private static long? Units(ProgramSnapshot program, EarningRule rule, decimal raw, decimal on, long cap, int line, Explanation trace)
    {
        var most = rule.Cap is { } whole ? Math.Min(raw, whole) : raw;
        var units = Allocation.Round(most, program.Scale, program.Program.Points.Rounding) is { } rounded ? Math.Min(rounded, cap) : (long?)null;
        if (!trace.IsWanted) return units;
        var name = line == 0 ? $"earning.{rule.Id}" : Invariant($"earning.{rule.Id}.line.{line}");
        if (units is not { } award)
        {
            trace.Note(name, "points R11", false, raw, "points that an account can hold");
            return null;
        }
        if (rule.Cap is not null) trace.Note($"{name}.cap", "points R11", raw <= program.Points(cap), raw, program.Points(cap));
        trace.Note(name, rule.Kind == AllocationKind.Step ? "points R12" : "points R11", award > 0, on, program.Points(award));
        return award;
    }

    private static decimal Steps(decimal steps, bool countPartial) => countPartial ? decimal.Ceiling(steps) : decimal.Floor(steps);
}
