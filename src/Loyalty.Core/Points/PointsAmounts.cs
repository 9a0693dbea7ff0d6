namespace Loyalty;

/// <summary>Amounts of points that callers give.</summary>
internal static class PointsAmounts
{
    /// <summary>Points to move as units, or why they cannot be: not above 0, too many, too many decimals (points R30).</summary>
    public static Refusal? Movable(this ProgramSnapshot program, decimal points, out long units)
    {
        units = 0;
        if (points is <= 0 or > Allocation.MaxPoints) return new PointsInvalid(points);
        if (program.Units(points) is not { } exact) return new PointsDecimals(points, program.Scale);
        units = exact;
        return null;
    }
}
