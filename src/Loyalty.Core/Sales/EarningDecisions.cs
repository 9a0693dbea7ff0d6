using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a bill earns (points R10-R18).</summary>
internal static class EarningDecisions
{
    /// <summary>Awards every earning rule of the program; the tier before the bill counts. Null, or the award that no account can hold.</summary>
    /// <param name="hand">The member's account, the own entry begun.</param>
    /// <param name="program">The configuration in force at the bill's time.</param>
    /// <param name="amount">Net amount of the bill.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="notEarning">Part of the amount that was paid by what earns nothing.</param>
    /// <param name="dated">The billing time, from which lots are dated.</param>
    /// <param name="trace">Explains.</param>
    public static Refusal? Award(
        AccountHand hand, ProgramSnapshot program, decimal amount, IReadOnlyList<BillLine> lines, decimal notEarning, Instant dated, Explanation trace)
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
        if (notEarning != 0) trace.Note("earning.not_earning", "points R10", false, notEarning, amount - notEarning);
        var tier = hand.Account.Get(TierSection.Kind).At(hand.Effective);
        var bases = UsesLines(program) ? LineBases(program, lines, notEarning) : [];
        for (var i = 0; i < program.Program.Earning.Count; i++)
        {
            var rule = program.Program.Earning[i];
            if (rule.Kind is AllocationKind.Multiplier or AllocationKind.RoundUp) continue;
            var into = rule.Currency is null ? program : program.InOrNone(rule.Currency);
            if (into is null)
            {
                trace.Note("earning.currency", "points R72", false, rule.Currency, "an active currency");
                continue;
            }
            var terms = new AwardDecisions.Terms(rule.On == EarningBasis.Line ? AwardKind.Line : AwardKind.Bill, i + 1, 0, rule.DelayDays, rule.Expiry ?? into.Program.Points.Expiry) { OnTrigger = rule.DelayStrategy == DelayStrategy.OnExternalTrigger };
            if (Apply(hand, into, rule, terms, amount - notEarning, bases, lines, tier, dated, trace) is { } refusal) return refusal;
        }
        return LiftingDecisions.Award(hand, program, lines, tier, dated, trace);
    }

    /// <summary>A copy of the account with what the bill earns at the tier before it; the account stays as it is.</summary>
    public static AccountHand Projected(
        AccountHand hand, ProgramSnapshot program, decimal amount, IReadOnlyList<BillLine> lines, decimal notEarning, Instant dated, TrackerPhase? trackers)
    {
        var feeds = trackers is not null && program.Tiers.SeesTrackers && program.Trackers!.CountsPoints;
        if (!program.Tiers.IsOfPoints && !feeds) return hand;
        var copy = new AccountHand(hand.Account, new LotsAside(hand.Points.Archive), hand.Now, hand.Effective, hand.Around);
        copy.Begin(hand.Own.Kind, hand.Own.Facts, hand.Own.Configuration);
        Award(copy, program, amount, lines, notEarning, dated, Explanation.None);
        if (feeds) trackers!.FeedPoints(copy);
        return copy;
    }

    /// <summary>The value of a rule for a tier.</summary>
    public static decimal Value(EarningRule rule, int tier) => rule.Values.Count == 1 ? rule.Values[0] : rule.Values[Math.Min(tier, rule.Values.Count) - 1];

    private static AwardTooLarge? Apply(
        AccountHand hand, ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, decimal billBase, decimal[] lineBases,
        IReadOnlyList<BillLine> lines, int tier, Instant dated, Explanation trace)
    {
        var value = Value(rule, tier);
        var cap = rule.Cap is { } most ? program.Units(most) ?? Allocation.MaxUnits : Allocation.MaxUnits;
        if (rule.On == EarningBasis.Bill)
        {
            if (DynamicParts.Of(hand, program, rule, billBase, tier) is { Count: > 0 } parts) return Apply(hand, program, rule, terms, parts, cap, lines, dated, trace);
            if (Units(program, rule, Raw(rule, value, billBase), billBase, cap, 0, trace) is not { } units) return new AwardTooLarge(rule.Id);
            if (units <= 0) return null;
            return Open(hand, program, rule, terms, units, lines, dated, trace);
        }
        for (var i = 0; i < lineBases.Length; i++)
        {
            // Rules of lines do not see outliers (transactions R20).
            if (lines[i].Amount == 0 || lines[i].Details is { IsOutlier: true }) continue;
            if (Units(program, rule, Raw(rule, value, lineBases[i]), lineBases[i], cap, i + 1, trace) is not { } units) return new AwardTooLarge(rule.Id);
            if (units <= 0) continue;
            cap -= units;
            if (AwardDecisions.Open(hand, program, PromiseDecisions.Of(program, rule, terms with { Line = i + 1 }, lines[i]), units, dated, trace) is null) return new AwardTooLarge(rule.Id);
        }
        return null;
    }

    /// <summary>Awards the parts of a bill that is cut at thresholds; rounding is of the sum, so they add up to the rounded whole (tiers R6).</summary>
    private static AwardTooLarge? Apply(
        AccountHand hand, ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, IReadOnlyList<(decimal Amount, int Tier)> parts, long cap,
        IReadOnlyList<BillLine> lines, Instant dated, Explanation trace)
    {
        var (sum, given) = (0m, 0L);
        foreach (var (part, tier) in parts)
        {
            sum += Raw(rule, Value(rule, tier), part);
            if (trace.IsWanted) trace.Note($"earning.{rule.Id}.part", "tiers R6", part > 0, part, program.TierName(tier));
            if (Units(program, rule, sum, part, cap, 0, trace) is not { } all) return new AwardTooLarge(rule.Id);
            if (all > given && Open(hand, program, rule, terms, all - given, lines, dated, trace) is { } refusal) return refusal;
            given = Math.Max(given, all);
        }
        return null;
    }

    /// <summary>Opens the lot of a bill's award, or one for each line.</summary>
    internal static AwardTooLarge? Open(
        AccountHand hand, ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, long units, IReadOnlyList<BillLine> lines, Instant dated, Explanation trace)
    {
        if (!rule.SpreadOverLines || lines.Count == 0) return AwardDecisions.Open(hand, program, terms, units, dated, trace) is null ? new AwardTooLarge(rule.Id) : null;
        var shares = Allocation.Spread(units, [.. lines.Select(line => line.Amount)]);
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

    private static bool UsesLines(ProgramSnapshot program)
    {
        for (var i = 0; i < program.Program.Earning.Count; i++)
            if (program.Program.Earning[i].On == EarningBasis.Line) return true;
        return false;
    }

    private static decimal Steps(decimal steps, bool countPartial) => countPartial ? decimal.Ceiling(steps) : decimal.Floor(steps);

    /// <summary>The lines' amounts less their part of what earns nothing, in proportion, by largest remainder in minor units (points R10).</summary>
    private static decimal[] LineBases(ProgramSnapshot program, IReadOnlyList<BillLine> lines, decimal notEarning)
    {
        var bases = new decimal[lines.Count];
        for (var i = 0; i < bases.Length; i++) bases[i] = lines[i].Amount;
        var sum = bases.Sum();
        if (notEarning == 0 || sum == 0) return bases;
        if (notEarning >= sum) return new decimal[lines.Count];
        // 6 decimals hold every amount that is accepted, so nothing is lost by counting in millionths when the cut is not in minor units.
        var minor = Allocation.PowerOfTen(program.MinorUnits);
        var unit = decimal.Truncate(notEarning * minor) == notEarning * minor ? minor : 1_000_000m;
        var cuts = Allocation.Spread((long)(notEarning * unit), bases);
        for (var i = 0; i < bases.Length; i++) bases[i] = Math.Max(0, bases[i] - cuts[i] / unit);
        return bases;
    }
}
