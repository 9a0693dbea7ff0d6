namespace Loyalty;

/// <summary>Awards on what the other rules awarded, and on the balance that is reached (points R13, R14).</summary>
internal static class LiftingDecisions
{
    public static AwardTooLarge? Award(in EarningDecisions.Earning earning, ProgramSnapshot program)
    {
        if (!program.Earning.Lifts) return null;
        var (hand, trace) = (earning.Hand, earning.Trace);
        long? basis = null;
        for (var i = 0; i < program.Program.Earning.Count; i++)
        {
            var rule = program.Program.Earning[i];
            if (rule.Kind is not (AllocationKind.Multiplier or AllocationKind.RoundUp)) continue;
            // Several multipliers add: each is of what the plain rules awarded.
            basis ??= Awarded(hand, program.PointsCurrency);
            var value = EarningDecisions.Value(rule, earning.Tier);
            var (seen, raw) = rule.Kind == AllocationKind.Multiplier ? (program.Points(basis.Value), program.Points(basis.Value) * (value - 100m) / 100m) : Missing(hand, program, rule, value);
            var cap = rule.Cap is { } most ? program.Units(most) ?? Allocation.MaxUnits : Allocation.MaxUnits;
            if (Allocation.Round(raw, program.Scale, program.Program.Points.Rounding) is not { } rounded) return new AwardTooLarge(rule.Id);
            var units = earning.Limited(program, rule, Math.Min(rounded, cap))!.Value;
            if (trace.IsWanted) trace.Note($"earning.{rule.Id}", rule.Kind == AllocationKind.Multiplier ? "points R13" : "points R14", units > 0, seen, program.Points(units));
            if (units <= 0) continue;
            if (EarningDecisions.Open(earning, program, rule, earning.Terms(program, rule, i), units) is { } tooLarge) return tooLarge;
        }
        return null;
    }

    /// <summary>What the bill's rules have awarded so far; gifts and bonuses are no part of it.</summary>
    private static long Awarded(AccountHand hand, int currency)
    {
        var units = 0L;
        foreach (var change in hand.Own.Changes)
            if (change is LotOpened { Lot: { Kind: AwardKind.Bill or AwardKind.Line } lot } && lot.Currency == currency) units += hand.Points.Lot(lot.Currency, lot.Number).Issued;
        return units;
    }

    private static (decimal Balance, decimal Points) Missing(AccountHand hand, ProgramSnapshot program, EarningRule rule, decimal multiple)
    {
        var balance = program.Points(hand.Points.Pool(program.PointsCurrency).Balance);
        if (balance < (rule.From ?? 0) || balance > (rule.To ?? decimal.MaxValue)) return (balance, 0);
        return (balance, decimal.Ceiling(balance / multiple) * multiple - balance);
    }
}
