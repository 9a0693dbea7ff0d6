using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>What the properties of two ways share.</summary>
internal static class Forks
{
    /// <summary>The state after a walk, its clock not behind the last entry.</summary>
    public static async Task<Walker> WalkedAsync(Walk walk, Ground ground)
    {
        var walker = await Walker.OpenAsync(walk.Definition, ground);
        foreach (var step in walk.Steps) await walker.TakeAsync(step);
        walker.Wait(Duration.Max(Duration.Zero, walker.Model.LastRecorded - walker.Clock));
        return walker;
    }

    public static async Task ProveAsync(Walker walker)
    {
        var proof = await walker.Engine.VerifyAsync();
        if (!proof.Holds) throw new PropertyBroken(Properties.Proof, string.Join("; ", proof.Violations));
    }

    /// <summary>
    /// Piece by piece in any order until everything has come back: by line when the first part is even, else by money. Time goes on
    /// only where a part says so.
    /// </summary>
    public static async Task ReturnInPartsAsync(Walker walker, ModelBill bill, IReadOnlyList<int> parts)
    {
        var minor = bill.Amount == Math.Floor(bill.Amount) ? 0 : bill.Amount * 100 == Math.Floor(bill.Amount * 100) ? 2 : 3;
        var byMoney = bill.Lines.Count == 0 || (parts[0] % 2 == 1 && bill.Amount > 0);
        if (byMoney && bill.Amount == 0)
        {
            (await walker.Shop.Sales.ReturnAsync(new ReturnBill("P-all", bill.Number))).OrThrow();
            return;
        }
        var left = bill.Amount;
        var pieces = bill.Lines.Select(line => line.Quantity).ToArray();
        var open = Enumerable.Range(0, pieces.Length).ToList();
        for (var i = 0; byMoney ? left > 0 : open.Count > 0; i++)
        {
            var part = parts[i % parts.Count] + 1;
            var command = new ReturnBill($"P-{i}", bill.Number);
            if (byMoney)
            {
                var money = i >= parts.Count ? left : Math.Min(left, Math.Max(ModelMath.Step(minor), ModelMath.Floor(left * part / 61, minor)));
                left -= money;
                (await walker.Shop.Sales.ReturnAsync(command with { Amount = money })).OrThrow();
                continue;
            }
            var line = open[part % open.Count];
            var quantity = Math.Min(pieces[line], part % 2 + 1);
            pieces[line] -= quantity;
            if (pieces[line] == 0) open.Remove(line);
            (await walker.Shop.Sales.ReturnAsync(command with { Lines = [new ReturnLine(line + 1, quantity)] })).OrThrow();
        }
    }

    public static async Task<Statement> StatementAsync(Walker walker, ModelMember member) =>
        (await walker.Shop.Points.StatementAsync(new StatementRequest(new(member.Id)) { Limit = 1000 })).OrThrow();

    /// <summary>Everything a statement says, its rows but for position and recorded time.</summary>
    public static async Task<string> StatementsAsync(Walker walker, bool withRows)
    {
        var texts = new List<string>();
        foreach (var member in walker.Model.Members)
        {
            var statement = await StatementAsync(walker, member);
            var rows = statement.Rows.Select(row => row with { Position = 0, Recorded = default });
            texts.Add(Shown.Text(statement with { Known = default, Rows = withRows ? [.. rows] : [], Due = withRows ? statement.Due : [], Next = null }));
        }
        return string.Join('\n', texts);
    }

    public static async Task<string> TotalsAsync(Walker walker)
    {
        var texts = new List<string>();
        foreach (var member in walker.Model.Members)
        {
            var statement = await StatementAsync(walker, member);
            texts.Add(Shown.Text(new { statement.Totals, statement.Balance.Points, statement.Balance.Lifetime, statement.LifetimePurchases }));
        }
        return string.Join('\n', texts);
    }

    public static void Alike(string property, string one, string other)
    {
        if (one != other) throw new PropertyBroken(property, Shown.Difference(one, other));
    }
}
