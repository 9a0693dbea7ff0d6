using Loyalty;

namespace Pos.Tests.Till;

/// <summary>A statement of a member who is in several programs.</summary>
public sealed class ProgramsTests : IDisposable
{
    private readonly Counter _counter = new();

    public void Dispose() => _counter.Dispose();

    [Fact]
    public async Task A_statement_shows_every_program_and_currency()
    {
        await PrepareAsync();

        var json = (await _counter.RunAsync("statement", "--member", "M-1", "--json")).Done().Json;
        var sheet = (await _counter.RunAsync("statement", "--member", "M-1")).Done().Output;

        Assert.Equal("100", json.GetProperty("balance").GetProperty("points").GetString());
        Assert.Equal(
            [("main", "Miles", null, "20"), ("travel", null, "Gold", "10")],
            json.GetProperty("beside").EnumerateArray().Select(part => (
                part.GetProperty("program").GetString(), part.GetProperty("currency").GetString(), part.GetProperty("tier").GetString(), part.GetProperty("balance").GetProperty("points").GetString())));
        Assert.Equal("10", json.GetProperty("beside")[1].GetProperty("rows")[0].GetProperty("change").GetString());
        Assert.Contains("Travel club", sheet, StringComparison.Ordinal);
        Assert.Contains("10 points, Gold", sheet, StringComparison.Ordinal);
        Assert.Contains("Main, Miles", sheet, StringComparison.Ordinal);
        (await _counter.RunAsync("verify")).Done();
    }

    private async Task PrepareAsync()
    {
        await using var engine = await LoyaltyEngine.OpenAsync(options => options.UseSqlite(_counter.Data).UseProgram(new LoyaltyDefinition
        {
            Organisation = new() { Code = "shop", Name = "Shop", Zone = "Europe/Berlin", Currency = "EUR" },
            Program = new()
            {
                Code = "main",
                Name = "Main",
                Currencies = [new() { Id = 2, Name = "Miles" }],
                Earning = [new() { Id = "base", Values = [10m] }, new() { Id = "miles", Values = [2m], Currency = "Miles" }],
            },
            FurtherPrograms =
            [
                new() { Code = "travel", Name = "Travel club", Id = 2, Earning = [new() { Id = "t", Values = [1m] }], Tiers = [new() { Name = "Basic" }, new() { Name = "Gold", LifetimePurchases = 500m }] },
            ],
        }));
        var shop = engine.For("shop");
        var member = (await shop.Customers.EnrolAsync(new() { ExternalId = "M-1", InAllPrograms = true })).OrThrow().Id;
        (await shop.Sales.AddBillAsync(new("B-1", member, 1_000m))).OrThrow();
    }
}
