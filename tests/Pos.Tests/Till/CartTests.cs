using System.Text.Json;
using NodaTime;
using NodaTime.Testing;

namespace Pos.Tests.Till;

/// <summary>The example cart priced by the example promotions, as the README says.</summary>
public sealed class CartTests : IDisposable
{
    private static readonly string Cart = Path.Combine(AppContext.BaseDirectory, "examples", "cart.json");

    private readonly Counter _counter = new();

    public void Dispose() => _counter.Dispose();

    private static async Task<Run> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PosApp.RunAsync(["cart", .. args], new Desk(output, error, new FakeClock(Instant.FromUtc(2026, 6, 1, 12, 0))), CancellationToken.None);
        return new(code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Lines_show_what_each_promotion_gives_and_the_explanation_why_others_do_not()
    {
        // By rank: the cheapest of three teas free; then no tea is left for the mug, and without the gift card the 32.00 that are left are too little for ten per cent.
        var run = (await RunAsync(Cart, "--explain")).Done();
        var lines = run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToArray();
        Assert.Contains(lines, line => line.StartsWith("Total", StringComparison.Ordinal) && line.EndsWith("42.00 GBP", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("3 teas for 2", StringComparison.Ordinal) && line.EndsWith("-6.50", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("- Mug and tea 12.00: selection.units_taken", StringComparison.Ordinal));
        Assert.Contains("- 10 % from 40.00: condition.subtotal, saw 32, needs >= 40", lines);
        Assert.Contains(lines, line => line.StartsWith("> ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_best_deal_is_never_dearer_and_says_how_good_it_is()
    {
        var ranked = (await RunAsync(Cart, "--json")).Done().Json;
        var best = (await RunAsync(Cart, "--best-deal", "--json")).Done().Json;
        Assert.True(decimal.Parse(best.GetProperty("total").GetString()!, System.Globalization.CultureInfo.InvariantCulture) <= decimal.Parse(ranked.GetProperty("total").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.True(best.GetProperty("proof").GetProperty("optimal").GetBoolean());
        Assert.Equal(JsonValueKind.Null, ranked.GetProperty("proof").ValueKind);
        Assert.StartsWith("No choice of promotions gives more than", (await RunAsync(Cart, "--best-deal")).Done().Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_told_in_one_message()
    {
        var file = _counter.PathOf("cart.json");
        foreach (var (text, told) in new[] { ("{", "cart.json"), ("{ \"lines\": [], \"colour\": 1 }", "colour"), ("{ \"lines\": [ { \"sku\": \"A\", \"price\": -1 } ] }", "bill.figure_invalid"), ("{ \"lines\": [], \"at\": \"noon\" }", "--at") })
        {
            await File.WriteAllTextAsync(file, text);
            Assert.Contains(told, (await RunAsync(file, "--promotions", Path.Combine(AppContext.BaseDirectory, "examples", "promotions.json"))).Fault(), StringComparison.Ordinal);
        }

        Assert.Contains("promotions.json", (await RunAsync(file)).Fault(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(_counter.PathOf("promotions.json"), "{ \"organisation\": 1 }");
        await File.WriteAllTextAsync(file, "{ \"lines\": [] }");
        Assert.Contains("/organisation", (await RunAsync(file)).Fault(), StringComparison.Ordinal);
    }
}
