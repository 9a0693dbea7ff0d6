using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>The README's code stands here, between marks, and runs; what the README shows is compared with it.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_guide_runs_as_written()
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-readme-");
        try
        {
            var printed = new StringBuilder();
            await Guide(Path.Combine(folder.FullName, "loyalty.db"), text => printed.Append(text).Append('\n'));
            Assert.Contains("due 24.50, earns 240", printed.ToString(), StringComparison.Ordinal);
            Assert.Contains("points.insufficient", printed.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("0 violations\n", printed.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_container_opens_the_engine()
    {
        var services = new ServiceCollection();
        // <readme:container>
        services.AddLoyalty(o => o.UseInMemory().UseProgram(Program()));
        // </readme:container>
        using var provider = services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<LoyaltyEngine>(), provider.GetRequiredService<LoyaltyEngine>());
    }

    [Fact]
    public void The_readme_shows_the_code_that_runs()
    {
        var root = Repository.Root;
        var readme = File.ReadAllText(Path.Combine(root, "README.md")).ReplaceLineEndings("\n");
        var source = File.ReadAllText(Path.Combine(root, "tests", "Loyalty.Core.Tests", "Readme", "ReadmeTests.cs")).ReplaceLineEndings("\n");
        foreach (var name in (string[])["program", "guide", "container"])
        {
            var code = Between(source, $"// <readme:{name}>\n", $"// </readme:{name}>");
            Assert.Contains($"```csharp\n{code}```", readme, StringComparison.Ordinal);
        }
    }

    private static LoyaltyDefinition Program()
    {
        // <readme:program>
        var program = new LoyaltyDefinition
        {
            Organisation = new() { Code = "acme", Name = "Acme", Zone = "Europe/London", Currency = "GBP", Stores = [new() { Code = "S1" }] },
            Program = new()
            {
                Code = "main",
                Name = "Acme Club",
                Points = new() { Ratio = 0.01m, Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
                Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [10m] }],   // 10 points a pound
                Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500m }],
            },
        };
        // </readme:program>
        return program;
    }

    private static async Task Guide(string path, Action<string> print)
    {
        var program = Program();
        var yesterday = Yesterday();
        // <readme:guide>
        await using var engine = await LoyaltyEngine.OpenAsync(o => o.UseSqlite(path).UseProgram(program));
        var till = engine.For("acme").AtTill("T-07");

        var anna = (await till.Customers.EnrolAsync(new() { FirstName = "Anna", Mobile = "+44 7700 900123" })).OrThrow();
        var cart = Cart.In("GBP").Add("MUG-01", quantity: 2, unitPrice: 7.50m).Add("TEA-05", 1, 12.00m);
        await till.Sales.CheckoutAsync(new("T-07/000122", cart) { Customer = anna.Id });                     // earns 270

        var offer = (await till.Carts.PreviewAsync(new(cart) { Customer = anna.Id, RedeemPoints = 250m })).OrThrow();   // never writes
        print($"due {offer.Due}, earns {offer.Earns}");

        var sale = await till.Sales.CheckoutAsync(new("T-07/000123", offer));                                // decides again, in one commit
        switch (sale)
        {
            case { Refusal: TotalChanged changed }: print($"The price is now {changed.Total}"); break;
            case { IsRefused: true }: print($"{sale.Refusal.Code}: {sale.Refusal.Message}"); break;
            default: print($"{sale.Value.Receipt.Balance} points"); break;
        }

        var back = (await till.Sales.ReturnAsync(new("T-07/R-0009", of: "T-07/000123") { Lines = [new(1, Quantity: 1)] })).OrThrow();
        print($"{back.Amount} back, {back.GivenBack} points given back, {back.TakenBack} taken back");

        var why = await till.Points.RedeemAsync(new(anna.Id, 5000m, reference: "G-1"), new() { Simulate = true, Trace = true });
        foreach (var step in why.Trace) print($"{step.Rule}: saw {step.Seen}, needs {step.Needed}, {(step.Holds ? "holds" : "fails")}");
        print(why.Refusal!.Code);

        var then = (await till.Points.StatementAsync(new(anna.Id) { At = yesterday })).OrThrow();
        print($"yesterday: {then.Balance.Points} points");
        print($"{(await engine.VerifyAsync()).Violations.Count} violations");
        // </readme:guide>
    }

    private static Instant Yesterday() => Instant.FromDateTimeOffset(DateTimeOffset.UtcNow) - Duration.FromDays(1);

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        var lines = text[from..text.IndexOf(end, StringComparison.Ordinal)].TrimEnd(' ').Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }
}
