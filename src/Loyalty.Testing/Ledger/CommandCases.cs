using static Loyalty.Testing.LedgerTrial;

namespace Loyalty.Testing;

/// <summary>What commands undo, repeat and leave alone.</summary>
internal static class CommandCases
{
    private const int Rounds = 25;

    public static IReadOnlyList<LedgerCase> All { get; } =
    [
        new("A reversal restores what was redeemed", Reversal),
        new("A repeated command gives its first answer and writes nothing", Repeats),
        new("Reading and simulating write nothing", ReadOnly),
        new("A purchase returned in full, in parts, leaves the account as if never bought", Returned),
    ];

    private static async Task Reversal(LedgerTrial trial)
    {
        var shop = await trial.OpenAsync(30).ConfigureAwait(false);
        var reversed = 0;
        for (var i = 0; i < Rounds; i++)
        {
            await shop.StepAsync().ConfigureAwait(false);
            var member = shop.AnyMember();
            var (before, points) = (await shop.StatementAsync(member).ConfigureAwait(false), await shop.SomeOfAsync(member).ConfigureAwait(false));
            if (points == 0) continue;
            var spent = (await shop.Till.Points.RedeemAsync(new(member, points, shop.NewNumber("S"))).ConfigureAwait(false)).OrThrow();
            (await shop.Till.Points.ReverseAsync(new(spent.Redemption, shop.NewNumber("U"))).ConfigureAwait(false)).OrThrow();
            Alike(before, await shop.StatementAsync(member).ConfigureAwait(false), $"{points} points redeemed and reversed");
            reversed++;
        }
        True(reversed > 0, "The load has reversed nothing.");
    }

    private static async Task Repeats(LedgerTrial trial)
    {
        var shop = await trial.OpenAsync(30).ConfigureAwait(false);
        for (var i = 0; i < Rounds; i++)
        {
            await shop.StepAsync().ConfigureAwait(false);
            var member = shop.AnyMember();
            var bill = shop.NewBill(member);
            await TwiceAsync(shop, () => shop.Till.Sales.AddBillAsync(bill), added => (added.Bill, added.Earned, added.Balance, added.Position)).ConfigureAwait(false);
            var redeem = new RedeemPoints(member, await shop.SomeOfAsync(member).ConfigureAwait(false), shop.NewNumber("S"));
            await TwiceAsync(shop, () => shop.Till.Points.RedeemAsync(redeem), redeemed => redeemed).ConfigureAwait(false);
            var back = new ReturnBill(shop.NewNumber("R"), bill.Number);
            await TwiceAsync(shop, () => shop.Till.Sales.ReturnAsync(back), returned => returned).ConfigureAwait(false);
        }
    }

    private static async Task TwiceAsync<T, TAnswer>(LedgerShop shop, Func<ValueTask<Outcome<T>>> send, Func<T, TAnswer> answer)
    {
        var first = await send().ConfigureAwait(false);
        var anchor = await shop.Engine.AnchorAsync().ConfigureAwait(false);
        var again = await send().ConfigureAwait(false);
        Equal(first.Refusal?.Code, again.Refusal?.Code, "The refusal of a repeated command");
        if (!first.IsRefused)
        {
            True(again.Replayed, "A repeated command is not marked as such.");
            Equal(answer(first.Value), answer(again.Value), "The answer of a repeated command");
        }
        Equal(anchor, await shop.Engine.AnchorAsync().ConfigureAwait(false), "The end of the journal after a repeated command");
    }

    private static async Task ReadOnly(LedgerTrial trial)
    {
        var shop = await trial.OpenAsync(40).ConfigureAwait(false);
        for (var i = 0; i < Rounds; i++)
        {
            await shop.StepAsync().ConfigureAwait(false);
            var anchor = await shop.Engine.AnchorAsync().ConfigureAwait(false);
            var (till, member) = (shop.Till, shop.AnyMember());
            var first = await shop.StatementAsync(member).ConfigureAwait(false);
            (await till.Points.StatementAsync(new(member) { At = first.At - NodaTime.Duration.FromDays(3) }).ConfigureAwait(false)).OrThrow();
            (await till.Points.ExplodeAsync(first.Rows[0].Position).ConfigureAwait(false)).OrThrow();
            (await till.Tiers.StandingAsync(member).ConfigureAwait(false)).OrThrow();
            (await till.Customers.ListAsync(10).ConfigureAwait(false)).OrThrow();
            await till.Sales.AddBillAsync(shop.NewBill(member), new() { Simulate = true }).ConfigureAwait(false);
            await till.Points.RedeemAsync(new(member, first.Balance.Available, shop.NewNumber("S")), new() { Simulate = true }).ConfigureAwait(false);
            (await till.Carts.PreviewAsync(new(Cart.In("EUR").Add("A", 1, 10m)) { Customer = member }).ConfigureAwait(false)).OrThrow();
            Equal(anchor, await shop.Engine.AnchorAsync().ConfigureAwait(false), "The end of the journal after reading");
            Alike(first, await shop.StatementAsync(member).ConfigureAwait(false), "What was read before");
        }
    }

    private static async Task Returned(LedgerTrial trial)
    {
        var (bought, never) = (await trial.OpenAsync(60).ConfigureAwait(false), await trial.OpenAsync(60).ConfigureAwait(false));
        foreach (var member in bought.Members)
        {
            var sale = (await bought.Till.Sales.AddBillAsync(new(bought.NewNumber("B"), member, 90m) { Lines = [new("A", 4, 60m), new("B", 1, 30m)] }).ConfigureAwait(false)).OrThrow();
            ReturnLine[][] parts = [[new(1, Quantity: 1)], [new(2, Quantity: 1), new(1, Quantity: 2)], [new(1, Quantity: 1)]];
            foreach (var part in parts) (await bought.Till.Sales.ReturnAsync(new(bought.NewNumber("R"), sale.Number) { Lines = part }).ConfigureAwait(false)).OrThrow();
            var (one, other) = (await bought.StatementAsync(member).ConfigureAwait(false), await never.StatementAsync(member).ConfigureAwait(false));
            // That it was issued and returned is history and stays.
            Alike(other with { Totals = other.Totals with { Issued = other.Totals.Issued + sale.Earned, Returned = other.Totals.Returned + sale.Earned } }, one, $"Member {member} after a full return");
        }
    }
}
