using FsCheck;
using FsCheck.Fluent;
using Loyalty.Tests.Model;

namespace Loyalty.Tests;

/// <summary>
/// Three members with random histories, merged one into the other at random moments: points are conserved, nothing of it can be told from the
/// journal otherwise, and once every purchase has come back no value is left behind.
/// </summary>
public sealed class MergePropertyTests
{
    /// <summary>One step: what is done, by whom, how much.</summary>
    internal readonly record struct Step(int Kind, int Who, int Amount)
    {
        public override string ToString() => $"{((string[])["buy", "spend", "hold", "reverse", "return part", "wait", "gift", "merge"])[Kind]} {Who} {Amount}";
    }

    private static readonly LoyaltyDefinition[] Programs = [.. ((bool[])[true, false]).Select(debt => Definitions.Points(Definitions.TenPercent, new EarningRule { Id = "late", Values = [3m], DelayDays = 2 })
        .AllowingDebt(debt).Giving(("mug", 25m, Definitions.Days(3))).With(program => program with
        {
            Points = program.Points with { Expiry = Definitions.Days(6) },
            Redemption = program.Redemption with { HoldMinutes = 60 },
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 700m }],
            Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(5), TrackerKit.AtLeast(600m)) with { Award = TrackerKit.Fixed(7m) })],
        }))];

    [Fact]
    [Trait("rule", "points R84")]
    public void Merged_histories_conserve_points_and_leave_nothing_behind() =>
        Draws.RunOnStores("merges", Histories(), 15, WalkAsync, stream: 41);

    private static Arbitrary<Step[]> Histories()
    {
        var step =
            from kind in Gen.Frequency((6, Gen.Constant(0)), (3, Gen.Constant(1)), (2, Gen.Constant(2)), (2, Gen.Constant(3)), (2, Gen.Constant(4)), (3, Gen.Constant(5)), (1, Gen.Constant(6)), (2, Gen.Constant(7)))
            from who in Gen.Choose(0, 2)
            from amount in Gen.Choose(1, 400)
            select new Step(kind, who, amount);
        return Arb.From(step.ArrayOf(28), steps => Enumerable.Range(0, steps.Length).Select(at => (Step[])[.. steps[..at], .. steps[(at + 1)..]]));
    }

    private static async Task WalkAsync(Step[] steps, Ground ground)
    {
        await using var shop = await Shop.OpenAsync(Programs[steps.Length > 0 ? steps[0].Amount % 2 : 0], ground: ground);
        var members = new[] { await shop.MemberAsync("A"), await shop.MemberAsync("B"), await shop.MemberAsync("C") };
        var (standing, bills, redemptions, holds) = (new[] { 0, 1, 2 }, new List<string>(), new List<RedemptionId>(), new List<RedemptionId>());
        var day = 1;
        foreach (var (kind, who, amount) in steps)
        {
            var member = members[standing[who]];
            switch (kind)
            {
                case 0:
                    bills.Add($"B-{bills.Count}");
                    await shop.BuyAsync(member, bills[^1], amount);
                    break;
                case 1:
                    if ((await shop.BalanceAsync(member)).Available is >= 1 and var there) redemptions.Add((await shop.RedeemAsync(member, Math.Min(there, amount))).Redemption);
                    break;
                case 2:
                    if ((await shop.BalanceAsync(member)).Available is >= 1 and var free) holds.Add((await shop.Desk.Points.HoldAsync(new(member, Math.Min(free, amount), shop.NextReference()))).OrThrow().Redemption);
                    else if (holds.Count > 0) _ = await shop.Desk.Points.CaptureAsync(new(holds[amount % holds.Count]));
                    break;
                case 3:
                    if (redemptions.Count > 0) _ = await shop.Desk.Points.ReverseAsync(new(redemptions[amount % redemptions.Count], shop.NextReference()) { Points = amount % 2 == 0 ? null : 1 + (amount % 9) });
                    break;
                case 4:
                    if (bills.Count > 0) _ = await shop.TryReturnAmountAsync(bills[amount % bills.Count], 1 + (amount % 60));
                    break;
                case 5:
                    day += 1 + (amount % 2);
                    shop.At($"2026-{1 + (day / 28):00}-{1 + (day % 28):00} 10:00");
                    break;
                case 6:
                    _ = await shop.Desk.Gifts.ClaimAsync(new(member, "mug"));
                    break;
                default:
                    await MergeAsync(shop, members, standing, who, (who + 1 + (amount % 2)) % 3);
                    break;
            }
        }
        await ProvenAsync(shop);
        foreach (var bill in bills) _ = await shop.ReturnRestAsync(bill);
        foreach (var redemption in redemptions) _ = await shop.Desk.Points.ReverseAsync(new(redemption, shop.NextReference()));
        await ProvenAsync(shop);
        foreach (var at in standing.Distinct())
        {
            var left = (await shop.StatementAsync(members[at])).Totals;
            var gifts = standing.Count(each => each == at) * 25m;
            Expect(left.Available + left.Promised + left.Held - left.Debt <= gifts, $"member {at} keeps {left.Available} + {left.Promised} + {left.Held} - {left.Debt}, gifts of {gifts}");
            Expect((await shop.StandingAsync(members[at])).LifetimePurchases == 0, $"member {at} keeps purchases");
            Expect(await shop.ValueAsync(members[at]) == 0, $"member {at} keeps a tracker's value");
        }
    }

    private static async Task MergeAsync(Shop shop, CustomerId[] members, int[] standing, int from, int into)
    {
        var (v, s) = (standing[from], standing[into]);
        if (v == s) return;
        var before = (await shop.BalanceAsync(members[v]), await shop.BalanceAsync(members[s]));
        var totals = (await shop.TotalsAsync(members[v]), await shop.TotalsAsync(members[s]));
        var merged = (await shop.Desk.Customers.MergeAsync(new(members[v], members[s]))).OrThrow();
        for (var i = 0; i < 3; i++)
            if (standing[i] == v) standing[i] = s;
        var now = await shop.StatementAsync(members[s]);
        Expect(now.Balance.Points == before.Item1.Points + before.Item2.Points && merged.Balance == now.Balance.Points, $"balances {before.Item1.Points} and {before.Item2.Points} give {now.Balance.Points}");
        Expect(now.Balance.Promised == before.Item1.Promised + before.Item2.Promised && now.Balance.Held == before.Item1.Held + before.Item2.Held, "promised or held differ");
        Expect(now.Balance.Lifetime == before.Item1.Lifetime + before.Item2.Lifetime, "lifetime points differ");
        Expect(now.Totals.Redeemed == totals.Item1.Redeemed + totals.Item2.Redeemed && now.Totals.Expired == totals.Item1.Expired + totals.Item2.Expired
            && now.Totals.Returned == totals.Item1.Returned + totals.Item2.Returned && now.Totals.Waived == totals.Item1.Waived + totals.Item2.Waived, "totals differ");
        Expect(now.Rows.Sum(row => row.Change) == now.Balance.Points, "the rows do not add up to the balance");
        var then = (await shop.Desk.Points.StatementAsync(new(members[s]) { At = shop.Clock.GetCurrentInstant(), Limit = 1 })).OrThrow();
        Expect(then.Balance == now.Balance, "as of now it is another balance");
    }

    private static async Task ProvenAsync(Shop shop)
    {
        var proof = await shop.Engine.VerifyAsync();
        Expect(proof.Holds, string.Join('\n', proof.Violations));
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds) throw new PropertyBroken("merge", what);
    }
}

/// <summary>Short ways of the property.</summary>
internal static class MergeSteps
{
    /// <summary>Returns what is left of a purchase, by whatever kind fits what came back before.</summary>
    public static async Task<Outcome<BillReturned>> ReturnRestAsync(this Shop shop, string number)
    {
        var bill = (await shop.Desk.Sales.FindBillsAsync(number)).OrThrow()[0];
        return bill.ReturnedAmount == 0 ? await shop.TryReturnAsync(number) : await shop.TryReturnAmountAsync(number, bill.Amount - bill.ReturnedAmount);
    }
}
