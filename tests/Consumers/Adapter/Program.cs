// An adapter of somebody who has only the packages: held against the contract, broken on purpose, and put under an engine.
using Adapter;
using Loyalty;
using Loyalty.Testing;

var isRight = true;

// What the store has not is said, not left out: otherwise the suite does not begin.
try
{
    StoreContract.CasesFor(SortedFixture.Has, StoreFeatures.None);
    isRight = false;
    Console.WriteLine("Nothing was said of files, and the suite did not ask");
}
catch (ArgumentException asked) when (asked.Message.Contains(nameof(StoreFeatures.FullDisk), StringComparison.Ordinal))
{
}

foreach (var flaw in Enum.GetValues<Flaw>())
{
    var (cases, failed) = (0, new List<string>());
    foreach (var storeCase in StoreContract.CasesFor(SortedFixture.Has, SortedFixture.HasNot))
    {
        cases++;
        using var fixture = new SortedFixture(flaw);
        try
        {
            storeCase.Run(fixture);
        }
        catch (Exception fault) when (fault is ContractViolationException or StoreException)
        {
            failed.Add($"{storeCase.Name}: {fault.Message}");
        }
    }

    // A suite of few cases would be passed by anything.
    isRight &= cases > 40 && flaw == Flaw.None == (failed.Count == 0);
    Console.WriteLine($"{flaw}: {cases - failed.Count} of {cases} cases hold");
    foreach (var each in failed) Console.WriteLine($"  {each}");
}

var program = new LoyaltyDefinition
{
    Organisation = new() { Code = "acme", Name = "Acme", Zone = "Europe/London", Currency = "GBP" },
    Program = new() { Code = "main", Name = "Acme Club", Earning = [new() { Id = "base", Kind = AllocationKind.Percentage, Values = [100m] }] },
};
await using var engine = await LoyaltyEngine.OpenAsync(o => o.UseStore(collections => new SortedStore(collections)).UseProgram(program));
var shop = engine.For("acme");
var anna = (await shop.Customers.EnrolAsync(new() { ExternalId = "A" })).OrThrow();
(await shop.Sales.CheckoutAsync(new("1", Cart.In("GBP").Add("MUG", 1, 27)) { Customer = anna.Id })).OrThrow();
(await shop.Points.RedeemAsync(new(anna.Id, 7, "G1"))).OrThrow();
var points = (await shop.Points.BalanceAsync(anna.Id)).OrThrow().Available;
var proof = await engine.VerifyAsync();
isRight &= points == 20 && proof.Holds;
Console.WriteLine($"An engine on it: {points} points, {proof.Violations.Count} violations");
return isRight ? 0 : 1;
