// A program compiled ahead of time: every kind of command on a SQLite file, each answer held against what it must be.
// Arguments: the file to make, the program, another file to make, and the conditions.
using Ahead;
using Loyalty;
using NodaTime;

var clock = new OwnClock(Instant.FromUtc(2026, 3, 2, 9, 0));
var given = LoyaltyDefinition.FromJson(File.ReadAllText(args[1]));
foreach (var fault in given.Faults) Console.WriteLine(fault);
var definition = given.Definition!;
var earning = definition.Program.Earning;

// What a program can say is all said here; a kind that is added has to be added to the program too.
AllocationKind[] ofBills = [AllocationKind.Multiplier, AllocationKind.RoundUp];
Must.Equal(Enum.GetValues<AllocationKind>().Length * Enum.GetValues<EarningBasis>().Length - ofBills.Length, earning.Select(rule => (rule.Kind, rule.On)).Distinct().Count(), "ways of earning");
Must.Equal(Enum.GetValues<ExpiryUnit>().Length, earning.Select(rule => rule.Expiry!.Unit).Distinct().Count(), "ways of lapsing");
Must.Equal(definition.ToJson(), LoyaltyDefinition.FromJson(definition.ToJson()).Definition!.ToJson(), "a program written and read again");

await using (var engine = await OpenAsync())
{
    var till = engine.For("acme").AtTill("T-07").As("cashier");
    var anna = (await till.Customers.EnrolAsync(new() { FirstName = "Anna", Mobile = "+44 7700 900123", Email = "anna@example.org" })).OrThrow().Id;
    var bjorn = (await till.Customers.EnrolAsync(new() { FirstName = "Björn", ExternalId = "B-2" })).OrThrow().Id;

    // 15.00 and 12.50: HALF_EVEN at two decimals makes 1.38 of 1.375 and 0.38 of 0.375.
    var cart = Cart.In("GBP").Add("MUG", 2, 7.50m).Add("TEA", 1, 12.50m);
    var offer = (await till.Carts.PreviewAsync(new(cart) { Customer = anna, Gifts = ["WELCOME"] })).OrThrow();
    var sale = (await till.Sales.CheckoutAsync(new("T-07/1", offer))).OrThrow();
    var earned = sale.Bill.Awards.GroupBy(award => award.Rule).ToDictionary(rule => rule.Key, rule => rule.Sum(award => award.Points));
    Must.Equal("each-year 100, fixed-bill 3, fixed-date 1, fixed-line 0.5, percent-bill 1.38, percent-line 0.83, promised 40, step-bill 8, step-line 4", Said.Sorted(earned), "what the rules award");
    Must.Equal(250m, sale.Receipt.PointsGiven, "the gift");
    Must.Equal(368.71m, sale.Receipt.Balance, "the balance after the sale");
    Must.Equal("2026-12-31", Said.LastDay(sale, "promised"), "the end of the year");
    Must.Equal("2027-02-28", Said.LastDay(sale, "each-year"), "a leap day of another year");

    var refused = await till.Points.RedeemAsync(new(anna, 5000.25m, "G-0"), new() { Simulate = true, Trace = true });
    Must.Equal(true, refused.IsRefused && refused.Trace.Count > 0, "a refusal with its trace");
    var spent = (await till.Points.RedeemAsync(new(anna, 200, "G-1"))).OrThrow();
    Must.Equal(true, (await till.Points.RedeemAsync(new(anna, 200, "G-1"))).Replayed, "a repeat");
    Must.Equal(50m, (await till.Points.ReverseAsync(new(spent.Redemption, "G-1/back") { Points = 50 })).OrThrow().Points, "a reversal");
    (await till.Points.ReleaseAsync(new((await till.Points.HoldAsync(new(anna, 10, "H-1"))).OrThrow().Redemption))).OrThrow();
    (await till.Points.CaptureAsync(new((await till.Points.HoldAsync(new(anna, 10, "H-2"))).OrThrow().Redemption))).OrThrow();
    Must.Equal(108.71m, (await till.Points.TransferAsync(new(anna, bjorn, 100, "S-1"))).OrThrow().SenderBalance, "what a transfer leaves");
    (await till.Gifts.ClaimAsync(new(bjorn, "WELCOME"))).OrThrow();

    // Spending everything before the purchase comes back leaves debt.
    (await till.Sales.AddBillAsync(new("T-07/2", anna, 30m) { Currency = "GBP", Lines = [new("MUG", 4, 30m)] })).OrThrow();
    (await till.Sales.ReturnAsync(new("T-07/R-2", of: "T-07/2") { Amount = 10m })).OrThrow();
    var exchange = new Exchange(new("T-07/R-1", of: "T-07/1") { Lines = [new(1, Quantity: 1)] }, new("T-07/3", Cart.In("GBP").Add("LAMP", 1, 600m)) { Customer = anna });
    Must.Equal("Silver", (await till.Sales.ExchangeAsync(exchange)).OrThrow().Sale.Bill.Tier, "the tier reached");
    var left = (await till.Points.BalanceAsync(anna)).OrThrow().Available;
    (await till.Points.TransferAsync(new(anna, bjorn, left, "S-2"))).OrThrow();
    (await till.Sales.ReturnAsync(new("T-07/R-3", of: "T-07/3"))).OrThrow();
    Must.Equal(true, (await till.Points.BalanceAsync(anna)).OrThrow().Debt > 0, "debt");
    (await till.Customers.BlockAsync(bjorn)).OrThrow();
    Must.Equal("customer.blocked", (await till.Points.RedeemAsync(new(bjorn, 1, "G-9"))).Refusal?.Code, "a blocked member");
    (await till.Customers.UnblockAsync(bjorn)).OrThrow();

    var history = await till.Sales.ImportAsync([new("C-3", "OLD/1", 99m, Instant.FromUtc(2025, 12, 24, 12, 0)) { Currency = "GBP" }], new() { History = true });
    history.OrThrow()[0].OrThrow();

    clock.Now += Duration.FromDays(120);
    Must.Equal(true, (await till.Points.StatementAsync(new(bjorn))).OrThrow().Totals.Expired > 0, "points that lapsed unswept");
    Must.Equal(true, (await engine.CatchUpAsync()).OrThrow() > 0, "what was due");
    var statement = (await till.Points.StatementAsync(new(bjorn) { At = clock.Now - Duration.FromDays(120), Known = clock.Now })).OrThrow();
    Must.Equal(true, statement.Totals.Expired == 0 && statement.Rows.Count > 3, "a statement as of then");
    (await till.Points.ExplodeAsync(statement.Rows[^1].Position)).OrThrow();
}

await Conditions.CheckAsync(args[2], args[3]);

// Opened again, the file proves itself, and its program is the one in force.
await using (var engine = await OpenAsync())
{
    Must.Equal(1L, (await engine.For("acme").Programs.CurrentAsync()).OrThrow().Version, "versions of the program");
    Must.Equal(true, await engine.HoldsAsync((await engine.AnchorAsync())!), "the anchor");
    var proof = await engine.VerifyAsync();
    foreach (var violation in proof.Violations) Console.WriteLine(violation);
    Must.Equal(3L, proof.Members, "members");
    Console.WriteLine($"{Must.Checked} answers as expected, {proof.Entries} entries verified, {proof.Violations.Count} violations");
    return proof.Holds ? 0 : 1;
}

ValueTask<LoyaltyEngine> OpenAsync() => LoyaltyEngine.OpenAsync(o =>
{
    o.UseSqlite(args[0]).UseProgram(args[1]);
    o.Clock = clock;
});
