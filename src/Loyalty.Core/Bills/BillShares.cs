namespace Loyalty;

/// <summary>How far a bill has come back (transactions R33).</summary>
internal static class BillShares
{
    /// <summary>How much of an award has come back with what has come back of the bill: returned and whole.</summary>
    /// <param name="bill">The bill.</param>
    /// <param name="line">The line of the award, 0 for the whole bill.</param>
    public static (decimal Returned, decimal Whole) Of(Bill bill, int line)
    {
        if (bill.Returned == ReturnState.Everything && bill.ReturnedLines.Count == 0) return (1, 1);
        if (bill.ReturnedLines.Count == 0) return (bill.ReturnedAmount, bill.Amount);
        if (line > 0)
        {
            var (own, back) = (bill.Lines[line - 1], bill.ReturnedLines[line - 1]);
            if (back.IsWhole && back.Amount >= own.Amount) return (1, 1);
            return own.Amount != 0 ? (back.Amount, own.Amount) : (back.Quantity, own.Quantity);
        }
        var sum = bill.Lines.Sum(each => each.Amount);
        if (sum != 0) return (bill.ReturnedLines.Sum(each => each.Amount), sum);
        var pieces = bill.Lines.Sum(each => each.Quantity);
        return pieces != 0 ? (bill.ReturnedLines.Sum(each => each.Quantity), pieces) : (bill.ReturnedLines.Count(each => each.IsWhole), bill.Lines.Count);
    }
}
