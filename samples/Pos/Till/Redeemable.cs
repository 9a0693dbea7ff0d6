using Loyalty;

namespace Pos.Till;

/// <summary>How many points a till offers to spend. A suggestion for the customer; the engine decides.</summary>
internal static class Redeemable
{
    public static decimal Most(ProgramDefinition program, decimal available, decimal amount, decimal wanted)
    {
        var rules = program.Redemption;
        if (!rules.Allowed) return 0;
        var payable = amount * (rules.PercentOfBill ?? 100) / 100 / program.Points.Ratio;
        var most = Math.Min(Math.Min(wanted, available), Math.Min(rules.Limit ?? decimal.MaxValue, payable));
        var step = rules.MultipleOf ?? new decimal(1, 0, 0, false, (byte)program.Points.Scale);
        most = Math.Floor(most / step) * step;
        return most > 0 && most >= rules.Minimum ? most : 0;
    }
}
