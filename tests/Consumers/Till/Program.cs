// A till of somebody who has only the packages. Arguments: sqlite or litedb, and the file to make.
using System.Globalization;
using Loyalty;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var program = new LoyaltyDefinition
{
    Organisation = new() { Code = "acme", Name = "Acme", Zone = "Europe/London", Currency = "GBP" },
    Program = new()
    {
        Code = "main",
        Name = "Acme Club",
        Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [10m] }],
    },
};

await using var engine = await LoyaltyEngine.OpenAsync(o => (args[0] == "litedb" ? o.UseLiteDb(args[1]) : o.UseSqlite(args[1])).UseProgram(program));
var till = engine.For("acme");
var anna = (await till.Customers.EnrolAsync(new() { FirstName = "Anna", Mobile = "+44 7700 900123" })).OrThrow();
var cart = Cart.In("GBP").Add("MUG-01", quantity: 2, unitPrice: 7.50m).Add("TEA-05", 1, 12.00m);
var sale = (await till.Sales.CheckoutAsync(new("T-07/000122", cart) { Customer = anna.Id })).OrThrow();
var balance = (await till.Points.BalanceAsync(anna.Id)).OrThrow();
var proof = await engine.VerifyAsync();
Console.WriteLine($"{anna.FirstName} earned {sale.Receipt.PointsEarned} and has {balance.Available} points; {proof.Violations.Count} violations");
