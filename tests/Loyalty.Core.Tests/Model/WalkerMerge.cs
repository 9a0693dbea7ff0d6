using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>At the end of a walk, on a fork: two of its members become one, whatever they have been through and under whatever configuration.</summary>
internal sealed partial class Walker
{
    private async Task CheckMergeAsync()
    {
        if (Model.Members.Count < 2) return;
        await using var fork = await ForkAsync();
        if (fork.Clock < Model.LastRecorded) fork.Wait(Model.LastRecorded - fork.Clock);
        var (victim, survivor) = (Model.Members[0], Model.Members[1]);
        var (left, joined) = (victim.At(fork.Clock), survivor.At(fork.Clock));
        var (from, into) = (new CustomerId(victim.Id), new CustomerId(survivor.Id));
        var lots = left.Lots.Concat(joined.Lots);
        (await fork.Shop.Customers.MergeAsync(new(from, into))).OrThrow();

        // What both had by the model stands with one.
        var statement = (await fork.Shop.Points.StatementAsync(new(into) { Limit = 1000 })).OrThrow();
        var totals = statement.Totals;
        CheckInvariants(statement, "after a merge", isNow: true);
        Merged(left.Balance + joined.Balance, statement.Balance.Points, "the balance");
        Merged(left.Lifetime + joined.Lifetime, statement.Balance.Lifetime, "lifetime points");
        Merged(left.Purchases + joined.Purchases, statement.LifetimePurchases, "lifetime purchases");
        Merged(left.Waived + joined.Waived, totals.Waived, "what was waived");
        foreach (var (bucket, there) in ((Bucket, decimal)[])
            [(Bucket.Promised, totals.Promised), (Bucket.Held, totals.Held), (Bucket.Redeemed, totals.Redeemed), (Bucket.Expired, totals.Expired), (Bucket.Returned, totals.Returned), (Bucket.Deducted, totals.Deducted)])
            Merged(left.Net(bucket) + joined.Net(bucket), there, $"{bucket}");
        // Where nobody owes, no lot pays for the other's debt: each stands as it stood.
        if (left.Debt == 0 && joined.Debt == 0) Merged(Text(lots.Where(lot => lot.Promised != 0 || lot.Available != 0 || lot.Held != 0).Select(LotText)), Text(statement.Lots.Select(LotText)), "the lots");
        Merged("customer.merged", (await fork.Shop.Customers.GetAsync(from)).Refusal?.Code ?? "found", "the one who was merged");
        foreach (var bill in Model.Bills.Where(bill => bill.Customer == victim.Id || bill.Customer == survivor.Id).TakeLast(5))
            Merged(into, (await fork.Shop.Sales.GetBillAsync(new(bill.Id))).OrThrow().Customer, $"whose bill {bill.Id} is");
        var others = Model.Members.Skip(2).ToArray();
        foreach (var other in others) Merged(Shown.Text(ReferenceModel.Balance(other, fork.Clock)), Shown.Text((await fork.Shop.Points.BalanceAsync(new CustomerId(other.Id))).OrThrow()), $"member {other.Id}, who has no part in it");
        await ProveAsync(fork, "at once");

        // What becomes due later becomes due of one.
        fork.Wait(Duration.FromDays(399));
        _ = await fork.Engine.CatchUpAsync();
        CheckInvariants((await fork.Shop.Points.StatementAsync(new(into) { Limit = 1 })).OrThrow(), "a year after a merge", isNow: true);
        await ProveAsync(fork, "a year later");
    }

    private static async Task ProveAsync(Walker fork, string when)
    {
        var proof = await fork.Engine.VerifyAsync();
        if (!proof.Holds) throw new PropertyBroken(Properties.Merge, $"{when}: {string.Join("; ", proof.Violations)}");
    }

    private static void Merged<T>(T expected, T actual, string what)
    {
        if (!Equals(expected, actual)) throw new PropertyBroken(Properties.Merge, $"{what}: both had {expected}, one has {actual}");
    }

    private static string Text(IEnumerable<string> lots) => string.Join('\n', lots.Order(StringComparer.Ordinal));

    private static string LotText(ModelLot lot) => Shown.Text(new { lot.Facts.Kind, Bill = lot.Facts.Bill == 0 ? null : (BillId?)new BillId(lot.Facts.Bill), lot.Facts.Line, lot.Facts.Earned, lot.Available, lot.Promised, lot.Held, lot.Facts.Converts, lot.Facts.Expires });

    private static string LotText(LotDetails lot) => Shown.Text(new { lot.Kind, lot.Bill, lot.Line, lot.Earned, lot.Available, lot.Promised, lot.Held, Converts = lot.ConvertsAt, Expires = lot.ExpiresAt });
}
