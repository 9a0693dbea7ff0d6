using System.Globalization;

namespace Pos.Openings;

/// <summary>
/// The reconciliation: what the file says, what the engine has now, what was left out and why. File less engine less left out is nothing,
/// or something is wrong.
/// </summary>
internal sealed record OpeningReport(string File, bool DryRun, long Rows, OpeningSum InFile, OpeningSum Brought, OpeningSum LeftOut, long AlreadyThere, IReadOnlyList<OpeningReject> Rejects)
{
    public OpeningSum Difference => InFile - Brought - LeftOut;

    public bool Agrees => Difference == default;

    public void Write(TextWriter writer)
    {
        writer.WriteLine($"{(DryRun ? "Dry run of" : "Opening balances from")} {File}");
        writer.WriteLine(Say.Text($"  {"",-12}{"members",10}{"points",18}{"purchases",18}"));
        Line("file", InFile);
        Line("engine", Brought);
        Line("left out", LeftOut);
        Line("difference", Difference);
        if (AlreadyThere > 0) writer.WriteLine(Say.Text($"  {AlreadyThere:N0} of the members had been brought before; nothing was added to them."));
        foreach (var reason in Rejects.GroupBy(each => each.Reason).OrderByDescending(group => group.Count()))
            writer.WriteLine(Say.Text($"  {reason.Count(),12:N0}  {reason.Key} (first: line {reason.Min(each => each.Line)})"));
        if (DryRun) writer.WriteLine("Nothing was written.");

        void Line(string name, OpeningSum sum) => writer.WriteLine(Say.Text($"  {name,-12}{sum.Members,10:N0}{sum.Points.ToString("#,0.######", CultureInfo.InvariantCulture),18}{Say.Money(sum.Purchases),18}"));
    }

    public object Facts => new { Rows, InFile, Brought, LeftOut, Difference, AlreadyThere };
}

/// <summary>Members with what they have.</summary>
internal readonly record struct OpeningSum(long Members, decimal Points, decimal Purchases)
{
    public static OpeningSum operator +(OpeningSum left, OpeningSum right) => new(left.Members + right.Members, left.Points + right.Points, left.Purchases + right.Purchases);

    public static OpeningSum operator -(OpeningSum left, OpeningSum right) => new(left.Members - right.Members, left.Points - right.Points, left.Purchases - right.Purchases);
}
