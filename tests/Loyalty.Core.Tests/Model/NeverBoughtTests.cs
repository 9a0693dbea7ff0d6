using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Buying and returning, in whatever parts, leaves a member as if nothing had been bought.</summary>
public sealed class NeverBoughtTests
{
    /// <summary>A walk, a purchase, what is done with points, and the parts in which the purchase comes back.</summary>
    private sealed record Bought(Walk Walk, ChecksOut Purchase, IReadOnlyList<Step> Uses, IReadOnlyList<int> Parts)
    {
        public override string ToString() => $"{Walk}\nthen {Purchase}\n{string.Join('\n', Uses)}\nand back by {string.Join(", ", Parts)}";
    }

    /// <summary>
    /// Whatever is done with the points in between, also what only the purchase made possible, so that without it there is nothing to
    /// compare step by step: in the end nobody has anything out of the purchase.
    /// </summary>
    [Fact]
    public void Whatever_was_done_with_the_points_nobody_gains_or_loses()
    {
        var (drawn, paid, used) = (0, 0, 0);
        Model.Draws.RunOnStores(Properties.NeverBought, Draws(WalkGen.Uses(2, 12)), 20, async (draw, ground) =>
        {
            Interlocked.Increment(ref drawn);
            await using var walker = await Forks.WalkedAsync(draw.Walk, ground);
            var (before, gifts) = (await ValueAsync(walker), await GiftsAsync(walker));
            if (await BuyAsync(walker, draw.Purchase) is not { } bill) return;
            var redeemed = bill.Redemptions.Count == 0 ? null : walker.Model.Redemptions[(int)bill.Redemptions[0] - 1];
            if (redeemed is not null) Interlocked.Increment(ref paid);
            var written = walker.Model.LastRecorded;
            foreach (var use in draw.Uses) await walker.TakeAsync(use);
            if (walker.Model.LastRecorded > written) Interlocked.Increment(ref used);
            walker.Wait(Duration.Max(Duration.Zero, walker.Model.LastRecorded - walker.Clock));
            await Forks.ReturnInPartsAsync(walker, bill, draw.Parts);
            Forks.Alike(Properties.NeverBought, before, await ValueAsync(walker));
            Forks.Alike(Properties.NeverBought, gifts, await GiftsAsync(walker));
            if (redeemed is not null)
            {
                var left = await walker.Shop.Points.ReverseAsync(new(new(redeemed.Id), "left"));
                if (left.Refusal?.Code is not "reversal.nothing_left" and not "reversal.off") throw new PropertyBroken(Properties.NeverBought, $"points spent on the purchase stayed spent: {left}");
            }
            await Forks.ProveAsync(walker);
        });
        // Else the draws would prove nothing.
        Assert.True(paid * 12 > drawn && used * 6 > drawn, $"of {drawn} draws {paid} paid with points, and in {used} something was done with them");
    }

    /// <summary>Points are held in between and let go: the lots that are left are the same, in whatever order holds and parts of the return come.</summary>
    [Fact]
    public void After_holds_that_were_let_go_the_whole_account_is_as_if_never_bought()
    {
        var (drawn, held) = (0, 0);
        Model.Draws.RunOnStores(Properties.NeverBought, Draws(WalkGen.Redemptions(1, 4)), 15, async (draw, ground) =>
        {
            Interlocked.Increment(ref drawn);
            await using var bought = await Forks.WalkedAsync(draw.Walk, ground);
            await using var never = await bought.ForkAsync();
            if (await BuyAsync(bought, draw.Purchase with { RedeemPercent = 0 }) is not { } bill) return;
            // What is let go comes back into a waived shortfall first (points R52): only the sum is the same, as the first test says.
            if ((await Forks.StatementAsync(never, never.Model.Members[0])).Totals.Waived > 0) return;
            var member = new CustomerId(bill.Customer);
            var holds = new List<RedemptionId>();
            foreach (var (redeem, i) in draw.Uses.OfType<Redeems>().Select((redeem, i) => (redeem, i)))
            {
                var available = (await bought.Shop.Points.BalanceAsync(member)).OrThrow().Available;
                var hold = await bought.Shop.Points.HoldAsync(new(member, ModelMath.Floor(available * redeem.Percent / 100, bought.Model.Definition.Program.Points.Scale), $"hold {i}") { BillAmount = 1_000_000m });
                if (!hold.IsRefused) holds.Add(hold.Value.Redemption);
            }
            if (holds.Count > 0) Interlocked.Increment(ref held);
            foreach (var hold in draw.Parts[0] % 2 == 0 ? holds : Enumerable.Reverse(holds)) (await bought.Shop.Points.ReleaseAsync(new(hold))).OrThrow();
            await Forks.ReturnInPartsAsync(bought, bill, draw.Parts);
            await CompareAsync(bought, never, bill);
        });
        Assert.True(held * 4 > drawn, $"points were held in {held} of {drawn} draws");
    }

    /// <summary>Time passes in between, points convert and lapse, the clock's work is caught up or not: the whole account is the same.</summary>
    [Fact]
    public void After_any_time_the_whole_account_is_as_if_never_bought() =>
        Model.Draws.RunOnStores(Properties.NeverBought, Draws(WalkGen.Waits(0, 4)), 15, async (draw, ground) =>
        {
            await using var bought = await Forks.WalkedAsync(draw.Walk, ground);
            await using var never = await bought.ForkAsync();
            if (await BuyAsync(bought, draw.Purchase) is not { } bill) return;
            var buyer = (await Forks.StatementAsync(never, never.Model.Members[0])).Totals;
            // What the purchase redeemed comes back into a waived shortfall first (points R52): only the sum is the same, as the first test says.
            if (buyer.Waived > 0 && bill.Redemptions.Count > 0) return;
            // While the purchase had settled a debt, other points may have lapsed that would have settled it: the same.
            var waits = buyer.Debt > 0 ? [] : draw.Uses;
            // No further in all than the engine lets the clock leap from the last entry of the one that never bought.
            if (Duration.FromSeconds(waits.OfType<Waits>().Sum(wait => wait.Seconds)) > Duration.FromDays(399) - (never.Clock - never.Model.LastRecorded)) return;
            foreach (var wait in waits)
            {
                await bought.TakeAsync(wait);
                if (wait is Waits) await never.TakeAsync(wait);
            }
            await Forks.ReturnInPartsAsync(bought, bill, draw.Parts);
            await CompareAsync(bought, never, bill);
        });

    /// <summary>Points are redeemed in between, of whichever lots are first then: the lots that are left are the same.</summary>
    [Fact]
    public void After_redemptions_the_whole_account_is_as_if_never_bought() =>
        Model.Draws.RunOnStores(Properties.NeverBought, Draws(WalkGen.Redemptions(1, 4)), 15, async (draw, ground) =>
        {
            await using var bought = await Forks.WalkedAsync(draw.Walk, ground);
            await using var never = await bought.ForkAsync();
            if (await BuyAsync(bought, draw.Purchase with { RedeemPercent = 0 }) is not { } bill) return;
            var member = never.Model.Members[0];
            foreach (var (redeem, i) in draw.Uses.OfType<Redeems>().Select((redeem, i) => (redeem, i)))
            {
                var available = (await Forks.StatementAsync(never, member)).Balance.Available;
                var command = new RedeemPoints(new(member.Id), ModelMath.Floor(available * redeem.Percent / 100, never.Model.Definition.Program.Points.Scale), $"both {i}") { BillAmount = 1_000_000m };
                if ((await never.Shop.Points.RedeemAsync(command)).IsRefused) continue;
                (await bought.Shop.Points.RedeemAsync(command)).OrThrow();
            }
            await Forks.ReturnInPartsAsync(bought, bill, draw.Parts);
            await CompareAsync(bought, never, bill);
        });

    private static Arbitrary<Bought> Draws(Gen<IReadOnlyList<Step>> uses) => Arb.From(
        from walk in WalkGen.Walks(4, 20)
        from lines in (from quantity in Gen.Choose(1, 3) from cents in Gen.Choose(1, 30000) select new LineOf(quantity, cents)).ListOf(3)
        from percent in Gen.Elements(0, 50, 100)
        from gift in Gen.Elements(false, true)
        from between in uses
        from parts in Gen.Choose(0, 60).ListOf(12)
        select new Bought(Plain(walk), new ChecksOut(0, new Items<LineOf>([.. lines]), percent, gift, 0, 0, false), [.. between.Select(step => Plain(step, ProgramParts.Returns | ProgramParts.Gifts))], [.. parts]),
        Simpler);

    /// <summary>A walk whose program takes everything back: what is proven needs that.</summary>
    private static Walk Plain(Walk walk) => new(
        Untiered(walk.Definition with
        {
            Program = walk.Definition.Program with { Returns = walk.Definition.Program.Returns with { TakeBackPoints = true, UsedPoints = UsedPointsReturn.RedemptionReference } },
        }),
        [.. walk.Steps.Select(step => Plain(step, ProgramParts.Returns))]);

    private static Step Plain(Step step, ProgramParts kept) => step is SavesProgram save ? save with { Drawn = Untiered(save.Drawn), Parts = save.Parts & ~kept } : step;

    /// <summary>A purchase may raise a tier, which stays: conditions by tier would ask two things of the two.</summary>
    private static LoyaltyDefinition Untiered(LoyaltyDefinition definition) => definition with { Program = definition.Program with { Redemption = definition.Program.Redemption with { Tiers = [] } } };

    private static async Task<ModelBill?> BuyAsync(Walker walker, ChecksOut purchase)
    {
        var bills = walker.Model.Bills.Count;
        await walker.TakeAsync(purchase);
        return walker.Model.Bills.Count == bills ? null : walker.Model.Bills[^1];
    }

    /// <summary>
    /// Everything that reads show of both, and that both can be proven. They differ where the rules say so, and only there: what was
    /// issued and returned (the purchase is history), and the tier that it reached stays (decision 6).
    /// </summary>
    private static async Task CompareAsync(Walker bought, Walker never, ModelBill bill)
    {
        var sale = (SaleCompleted)bill.Answer!;
        var earned = sale.Bill.Earned + sale.Gifts.Sum(gift => gift.Points);
        foreach (var member in never.Model.Members)
        {
            var (one, other) = (await Forks.StatementAsync(bought, member), await Forks.StatementAsync(never, member));
            if (member.Id == bill.Customer)
            {
                one = one with { Totals = one.Totals with { Issued = one.Totals.Issued - earned, Returned = one.Totals.Returned - earned } };
                if (sale.Bill.TierBefore is not null)
                {
                    Forks.Alike(Properties.NeverBought, $"the tier reached stays: {sale.Bill.Tier}", $"the tier reached stays: {one.Tier}");
                    one = one with { Tier = other.Tier };
                }
            }
            Forks.Alike(Properties.NeverBought, Account(other), Account(one));
        }
        Forks.Alike(Properties.NeverBought, await GiftsAsync(never), await GiftsAsync(bought));
        // Whether a gift can be had again is seen by asking for it.
        foreach (var gift in never.Model.Definition.Program.Gifts)
        {
            var ask = new ClaimGift(new(bill.Customer), gift.Id);
            var (one, other) = (await bought.Shop.Gifts.ClaimAsync(ask), await never.Shop.Gifts.ClaimAsync(ask));
            Forks.Alike(Properties.NeverBought, $"{gift.Id}: {other.Refusal?.Code ?? $"{other.Value.Points} {other.Value.Balance}"}", $"{gift.Id}: {one.Refusal?.Code ?? $"{one.Value.Points} {one.Value.Balance}"}");
        }
        await Forks.ProveAsync(bought);
        await Forks.ProveAsync(never);

        static string Account(Statement statement) =>
            Shown.Text(new { statement.Customer, statement.At, statement.Balance, statement.Totals, statement.Lots, statement.Tier, statement.LifetimePurchases });
    }

    private static async Task<string> GiftsAsync(Walker walker)
    {
        var texts = new List<string>();
        foreach (var gift in walker.Model.Definition.Program.Gifts) texts.Add(Shown.Text((await walker.Shop.Gifts.CountAsync(gift.Id)).OrThrow()));
        return string.Join('\n', texts);
    }

    /// <summary>What members have out of purchases: issued less what was taken back or is still to be; and what they bought.</summary>
    private static async Task<string> ValueAsync(Walker walker)
    {
        var texts = new List<string>();
        foreach (var member in walker.Model.Members)
        {
            var statement = await Forks.StatementAsync(walker, member);
            texts.Add($"{member.Id}: {Shown.Text(statement.Totals.Issued - statement.Totals.Returned - statement.Totals.Waived)} out of {Shown.Text(statement.LifetimePurchases)}");
        }
        return string.Join('\n', texts);
    }

    private static IEnumerable<Bought> Simpler(Bought draw) => WalkGen.Fewer(draw.Uses).Select(uses => draw with { Uses = uses })
        .Concat(WalkGen.Simpler(draw.Walk).Select(walk => draw with { Walk = Plain(walk) }).Where(simpler => simpler.Walk.Steps.Count > 0 || simpler.Walk.Definition != draw.Walk.Definition))
        .Concat(draw.Purchase.RedeemPercent != 0 ? [draw with { Purchase = draw.Purchase with { RedeemPercent = 0 } }] : [])
        .Concat(draw.Purchase.Gift ? [draw with { Purchase = draw.Purchase with { Gift = false } }] : []);
}
