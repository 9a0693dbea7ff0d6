using Loyalty;
using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests;

/// <summary>The thin walk through the whole house: command, decision, journal, commit, answer, read, proof.</summary>
public sealed class FirstWalkTests
{
    private static LoyaltyDefinition Program() => new()
    {
        Organisation = new() { Code = "acme", Name = "Acme", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1", Tills = ["T-07"] }] },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Scale = 0, Ratio = 0.01m, Expiry = new() { Unit = ExpiryUnit.NumMonths, Value = 12 } },
            Earning = [new() { Id = "base", Values = [1000m] }],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 100m }],
            Gifts = [new() { Id = "WELCOME", Points = 50m, Limit = 1 }],
        },
    };

    [Fact]
    public async Task A_till_sells_redeems_returns_and_proves_it()
    {
        var clock = new FakeClock(Instant.FromUtc(2026, 1, 10, 12, 0), Duration.FromSeconds(1));
        await using var engine = await LoyaltyEngine.OpenAsync(o => { o.UseInMemory().UseProgram(Program()); o.Clock = clock; });
        var till = engine.For("acme").AtTill("T-07");
        var anna = (await till.Customers.EnrolAsync(new() { FirstName = "Anna", Mobile = "+44 7700 900123" })).OrThrow();

        var cart = Cart.In("GBP").Add("MUG-01", quantity: 2, unitPrice: 7.50m).Add("TEA-05", 1, 12.00m);
        var first = (await till.Sales.CheckoutAsync(new("T-07/1", cart) { Customer = anna.Id, Gifts = ["WELCOME"] })).OrThrow();
        Assert.Equal(270m, first.Bill.Earned);
        Assert.Equal(320m, first.Receipt.Balance);

        var offer = (await till.Carts.PreviewAsync(new(cart) { Customer = anna.Id, RedeemPoints = 300m })).OrThrow();
        Assert.Equal(24.00m, offer.Due);
        var sale = (await till.Sales.CheckoutAsync(new("T-07/2", offer))).OrThrow();
        Assert.Equal(240m, sale.Bill.Earned);
        Assert.Equal(260m, sale.Receipt.Balance);
        var again = (await till.Sales.CheckoutAsync(new("T-07/2", offer)));
        Assert.True(again.Replayed);
        Assert.Equal(sale.Bill, again.Value.Bill with { Awards = sale.Bill.Awards });

        var back = (await till.Sales.ReturnAsync(new("T-07/R-1", of: "T-07/2") { Lines = [new(1, Quantity: 1)] })).OrThrow();
        Assert.Equal(7.50m, back.Amount);
        Assert.Equal(83m, back.GivenBack);
        Assert.Equal(66m, back.TakenBack);

        var insufficient = await till.Points.RedeemAsync(new(anna.Id, 5000m, reference: "x"), new() { Simulate = true, Trace = true });
        Assert.Equal("points.insufficient", insufficient.Refusal!.Code);
        Assert.NotEmpty(insufficient.Trace);

        var statement = (await till.Points.StatementAsync(new(anna.Id))).OrThrow();
        Assert.Equal(260m + 83m - 66m, statement.Balance.Points);
        var proof = await engine.VerifyAsync();
        Assert.Empty(proof.Violations);
    }
}
