using static System.FormattableString;

namespace Loyalty;

/// <summary>Amounts of points that callers give.</summary>
internal static class PointsAmounts
{
    /// <summary>The caller's own reference, by which a repeat is known (points R34).</summary>
    public static Refusal? Reference(string? reference, Explanation trace) =>
        trace.Checked("points.reference", "points R34", Text.Check("Reference", reference, 200, required: true), reference, "1 to 200 characters without control characters");

    /// <summary>The points that a redemption asks for: as they are, or as many as the amount it names is worth.</summary>
    public static Refusal? Asked(CommandContext context, RedeemPoints command, out decimal points)
    {
        points = command.Points;
        if (command.Amount is not { } amount) return null;
        var isAmount = amount > 0 && BillChecks.Money("Amount", amount) is null;
        if (context.Trace.Fails("redemption.amount", "points R33", isAmount, amount, "above 0, up to 10^12 with up to 6 decimals")) return new BillFigureInvalid("Amount", amount, "above 0, up to 10^12 with up to 6 decimals");
        if (context.Trace.Fails("redemption.points_or_amount", "points R33", points == 0, points, "0 beside an amount")) return new PointsInvalid(points);
        var program = context.Program(context.Options.EffectiveTime ?? context.Recorded);
        var decimals = Allocation.PowerOfTen(program.Scale);
        points = decimal.Ceiling(amount / program.Program.Points.Ratio * decimals) / decimals;
        return null;
    }

    /// <summary>Points to move as units, or why they cannot be: not above 0, too many, too many decimals (points R30).</summary>
    public static Refusal? Movable(this ProgramSnapshot program, decimal points, Explanation trace, out long units)
    {
        units = 0;
        if (trace.Fails("points.amount", "points R30", points is > 0 and <= Allocation.MaxPoints, points, "above 0, up to 10^12")) return new PointsInvalid(points);
        var exact = program.Units(points);
        if (trace.Fails("points.decimals", "points R30", exact is not null, points, trace.IsWanted ? Invariant($"up to {program.Scale} decimals") : "")) return new PointsDecimals(points, program.Scale);
        units = exact!.Value;
        return null;
    }
}
