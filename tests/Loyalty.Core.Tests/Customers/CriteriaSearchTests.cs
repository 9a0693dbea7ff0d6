using Loyalty.Testing;
using NodaTime;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Searching customers and bills by declared criteria (customers R28).</summary>
public sealed class CriteriaSearchTests
{
    private static readonly CustomerCriterion[] s_all = Enum.GetValues<CustomerCriterion>();

    [Fact]
    [Trait("rule", "customers R28")]
    public Task Customers_are_found_by_any_beginning_and_all_that_is_equal() => Shop.PlayAsync(Declared(), async shop =>
    {
        for (var i = 0; i < 6; i++)
        {
            shop.At($"2026-01-0{i + 2} 10:00");
            (await shop.Desk.Customers.EnrolAsync(new()
            {
                FirstName = i % 2 == 0 ? "Anna" : "Ben", LastName = i == 5 ? null : $"Müller{i}", Mobile = $"621500000{i}", Email = $"a{i}@example.org",
                CustomFields = new Dictionary<string, string> { ["hobby"] = i < 3 ? "Chess" : "Golf" },
            })).OrThrow();
        }
        Assert.Equal("5 3 1", await Found(Any(CustomerCriterion.FullName, "anna")));
        Assert.Equal("5 3 2 1", await Found(new() { Any = [new(CustomerCriterion.FullName) { Value = "ANNA M" }, new(CustomerCriterion.Email) { Value = "a1@" }] }));
        Assert.Equal("3 1", await Found(Any(CustomerCriterion.FullName, "anna") with { All = [new(CustomerCriterion.CustomField) { Field = "hobby", Value = "chess" }] }));
        Assert.Equal("6 5 4 3 2 1", await Found(Any(CustomerCriterion.Mobile, "+91 62150")));
        // What is not known matches nothing, not even the beginning of everything else.
        Assert.Equal("", await Found(Any(CustomerCriterion.Mobile, "9162150") with { All = [new(CustomerCriterion.LastName) { Value = "" + 'x' }] }));
        Assert.Equal("4", await Found(new() { All = [new(CustomerCriterion.LastName) { Value = "müller3" }] }));
        Assert.Equal("6", await Found(new() { All = [new(CustomerCriterion.FirstName) { Value = "ben" }, new(CustomerCriterion.Mobile) { Value = "916215000005" }] }));
        Assert.Equal("4 3", await Found(Any(CustomerCriterion.Email, "a") with { All = [new(CustomerCriterion.RegisteredOn) { From = new(2026, 1, 4), Until = new(2026, 1, 5) }] }));
        var first = (await shop.Desk.Customers.SearchByAsync(Any(CustomerCriterion.Email, "a") with { Limit = 4 })).OrThrow();
        var rest = (await shop.Desk.Customers.SearchByAsync(Any(CustomerCriterion.Email, "a") with { Limit = 4, After = first.Next!.Value })).OrThrow();
        Assert.Equal((6L, 2, null), (first.Total, rest.Items.Count, rest.Next));
        // A deleted customer vanishes at once.
        (await shop.Desk.Customers.SetLabelAsync(new(new(5), "Deleted", "asked to"))).OrThrow();
        Assert.Equal("3 1", await Found(Any(CustomerCriterion.FullName, "anna")));

        async Task<string> Found(SearchByCriteria command) => string.Join(' ', (await shop.Desk.Customers.SearchByAsync(command)).OrThrow().Items.Select(each => each.Id));
    });

    [Fact]
    [Trait("rule", "customers R28")]
    public Task Only_declared_criteria_are_searched_and_none_walks_over_all() => Shop.PlayAsync(Declared(), async shop =>
    {
        var name = Any(CustomerCriterion.FullName, "anna").Any[0];
        var born = new SearchCriterion(CustomerCriterion.RegisteredOn) { From = new(2016, 1, 1) };
        foreach (var wrong in (SearchByCriteria[])
            [
                new() { Any = [name, name, name] }, new() { All = [name, name, name, name, name, name] }, new() { Any = [born] }, new() { Any = [name], All = [born with { From = new(2015, 12, 31) }] },
                new() { Any = [name], All = [born with { Until = new(2015, 1, 1) }] }, new() { Any = [name with { Value = null }] }, new() { Any = [name with { Field = "hobby" }] },
                new() { Any = [name], All = [new(CustomerCriterion.CustomField) { Field = "shoe", Value = "9" }] }, new() { Any = [name], Limit = 101 }, new() { Any = [name], After = -1 },
                new() { Any = [name with { By = (CustomerCriterion)99 }] }, new() { Any = null! }, new() { Any = [null!] },
            ])
            Assert.Equal("value.invalid", (await shop.Desk.Customers.SearchByAsync(wrong)).Refusal!.Code);
        Assert.Equal(new SearchUnindexed(), (await shop.Desk.Customers.SearchByAsync(new() { All = [born] })).Refusal);
        Assert.Equal(new SearchUnindexed(), (await shop.Desk.Customers.SearchByAsync(new() { All = [new(CustomerCriterion.CustomField) { Field = "hobby", Value = "golf" }] })).Refusal);

        // By default four are declared.
        (await shop.Desk.Programs.SaveAsync(India())).OrThrow();
        Assert.Empty((await shop.Desk.Customers.SearchByAsync(new() { Any = [name] })).OrThrow().Items);
        Assert.Equal(new SearchUndeclared("LastName"), (await shop.Desk.Customers.SearchByAsync(new() { All = [name with { By = CustomerCriterion.LastName }] })).Refusal);
    }, "2026-01-01 00:00");

    [Fact]
    [Trait("rule", "customers R28")]
    public Task Bills_are_found_by_day_number_customer_and_place() => Shop.PlayAsync(Declared(), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        for (var day = 1; day <= 9; day++)
        {
            shop.At($"2026-03-0{day} 12:00");
            (await shop.Engine.For("shop").AtTill(day % 3 == 0 ? "T1" : "T2", "S1").Sales.AddBillAsync(new($"N{day}", day % 2 == 0 ? anna : ben, day * 10m))).OrThrow();
        }
        // Recorded late: found by the day it was billed.
        (await shop.Desk.Sales.AddBillAsync(new("LATE", anna, 5m) { Time = Instant.FromUtc(2026, 3, 2, 3, 0) })).OrThrow();
        Assert.Equal("N9 N8 N7 N6 N5 N4 N3 N2 LATE N1", await Found(new()));
        Assert.Equal("N3 N2 LATE", await Found(new() { From = new(2026, 3, 2), Until = new(2026, 3, 3) }));
        Assert.Equal("N8 N6 N4", await Found(new() { From = new(2026, 3, 3), Customer = anna }));
        Assert.Equal("N9 N6 N3", await Found(new() { Till = "T1" }));
        Assert.Equal("N6", await Found(new() { Till = "T1", Store = "S1", Customer = anna, Amount = 60m, Number = "n6" }));
        Assert.Equal("", await Found(new() { Number = "n6", Customer = ben }));
        var first = (await shop.Desk.Sales.SearchAsync(new() { Limit = 8 })).OrThrow();
        Assert.Equal((8, 10L), (first.Items.Count, first.Total));
        Assert.Equal(2, (await shop.Desk.Sales.SearchAsync(new() { After = first.Next!.Value })).OrThrow().Items.Count);

        // A year is the most.
        shop.At("2027-03-05 12:00");
        Assert.Equal("N9 N8 N7 N6 N5", await Found(new()));
        foreach (var wrong in (SearchBills[])[new() { From = new(2026, 3, 4) }, new() { From = new(2027, 3, 2), Until = new(2027, 3, 1) }, new() { Limit = 0 }, new() { After = -1 }])
            Assert.Equal("value.invalid", (await shop.Desk.Sales.SearchAsync(wrong)).Refusal!.Code);
        Assert.Equal("customer.unknown", (await shop.Desk.Sales.SearchAsync(new() { Customer = new(99) })).Refusal!.Code);
        (await shop.Desk.Programs.SaveAsync(Declared(rules => rules with { Bills = [BillCriterion.Number] }))).OrThrow();
        Assert.Equal(new SearchUndeclared("Till"), (await shop.Desk.Sales.SearchAsync(new() { Till = "T1" })).Refusal);

        async Task<string> Found(SearchBills command) => string.Join(' ', (await shop.Desk.Sales.SearchAsync(command)).OrThrow().Items.Select(each => each.Number));
    }, "2026-03-01 08:00");

    [Fact]
    [Trait("rule", "customers R28")]
    public Task The_first_entry_of_a_day_is_found_by_halves() => Shop.PlayInMemoryAsync(Declared(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        for (var i = 0; i < 20; i++)
        {
            if (i % 3 == 0) shop.Clock.Advance(Duration.FromHours(5));
            (await shop.Desk.Sales.AddBillAsync(new($"N{i}", anna, 1m))).OrThrow();
        }
        using var view = shop.Store.OpenRead();
        var work = new UnitOfWork(view, new RepeatableIds());
        var entries = Pages.Of(work, Journal.Entries, CancellationToken.None).Select(row => row.Value).ToArray();
        foreach (var since in entries.SelectMany(entry => (Instant[])[entry.Recorded - Duration.FromTicks(1), entry.Recorded, entry.Recorded + Duration.FromTicks(1)]))
            Assert.Equal(entries.FirstOrDefault(entry => entry.Recorded >= since)?.Position ?? entries.Length + 1, Journal.FirstSince(work, since));
    }, "2026-03-01 08:00");

    private static LoyaltyDefinition Declared(Func<SearchRules, SearchRules>? change = null) => India(rules => rules with
    {
        CustomFields = [new() { Name = "hobby" }],
        Search = (change ?? (search => search))(new SearchRules { Customers = s_all }),
    });

    private static SearchByCriteria Any(CustomerCriterion by, string beginning) => new() { Any = [new(by) { Value = beginning }] };
}
