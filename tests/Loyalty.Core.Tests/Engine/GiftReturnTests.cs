using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests;

/// <summary>A gift given with a sale belongs to it (docs/decisions 5).</summary>
public sealed class GiftReturnTests
{
    [Fact]
    public async Task A_sale_returned_in_full_gives_the_gift_back_to_member_and_cap()
    {
        await using var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseInMemory().UseProgram(new LoyaltyDefinition
            {
                Organisation = new() { Code = "acme", Name = "Acme", Zone = "Europe/London", Currency = "GBP" },
                Program = new() { Code = "main", Name = "Main", Gifts = [new() { Id = "WELCOME", Points = 50m, Limit = 1 }] },
            });
            o.Clock = new FakeClock(Instant.FromUtc(2026, 1, 10, 12, 0), Duration.FromSeconds(1));
        });
        var shop = engine.For("acme");
        var anna = (await shop.Customers.EnrolAsync(new() { ExternalId = "A" })).OrThrow().Id;
        var ben = (await shop.Customers.EnrolAsync(new() { ExternalId = "B" })).OrThrow().Id;
        var cart = Cart.In("GBP").Add("MUG-01", 2, 5m);
        Assert.Equal(50m, (await shop.Sales.CheckoutAsync(new("1", cart) { Customer = anna, Gifts = ["WELCOME"] })).OrThrow().Receipt.Balance);
        Assert.Equal("gift.exhausted", (await shop.Gifts.ClaimAsync(new(ben, "WELCOME"))).Refusal!.Code);

        // A part takes its share of the points and keeps the gift taken.
        Assert.Equal(25m, (await shop.Sales.ReturnAsync(new("R1", of: "1") { Lines = [new(1, 1m)] })).OrThrow().TakenBack);
        Assert.Equal(1, (await shop.Gifts.CountAsync("WELCOME")).OrThrow().Given);

        // The part that completes the return opens it again.
        Assert.Equal(25m, (await shop.Sales.ReturnAsync(new("R2", of: "1") { Lines = [new(1, 1m)] })).OrThrow().TakenBack);
        Assert.Equal(0, (await shop.Gifts.CountAsync("WELCOME")).OrThrow().Given);
        Assert.Equal(0m, (await shop.Points.BalanceAsync(anna)).OrThrow().Points);
        Assert.Equal(50m, (await shop.Gifts.ClaimAsync(new(anna, "WELCOME"))).OrThrow().Points);
        Assert.Equal("gift.exhausted", (await shop.Gifts.ClaimAsync(new(ben, "WELCOME"))).Refusal!.Code);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }
}
