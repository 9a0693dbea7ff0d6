using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Custom and extended fields, and the settings of customers (customers 1.4, R19, R21).</summary>
public sealed class FieldTests
{
    [Theory]
    [Trait("rule", "customers R21")]
    [InlineData(ExtendedFieldType.Integer, "-12", "-12")]
    [InlineData(ExtendedFieldType.Integer, "007", "7")]
    [InlineData(ExtendedFieldType.Integer, "1.5", null)]
    [InlineData(ExtendedFieldType.Integer, "9223372036854775808", null)]
    [InlineData(ExtendedFieldType.String, "any text", "any text")]
    [InlineData(ExtendedFieldType.StandardString, "a\tb", null)]
    [InlineData(ExtendedFieldType.Double, "1.50", "1.5")]
    [InlineData(ExtendedFieldType.Double, "1e5", null)]
    [InlineData(ExtendedFieldType.Double, "1,5", null)]
    [InlineData(ExtendedFieldType.Date, "1986-07-15", "1986-07-15")]
    [InlineData(ExtendedFieldType.Date, "1986-07-15T23:30:00-10:00", "1986-07-15")]
    [InlineData(ExtendedFieldType.Date, "1986-02-30", null)]
    [InlineData(ExtendedFieldType.Datetime, "1986-07-15", "1986-07-15T00:00:00Z")]
    [InlineData(ExtendedFieldType.Datetime, "1986-07-15T10:00:00Z", "1986-07-15T10:00:00Z")]
    [InlineData(ExtendedFieldType.Datetime, "1986-07-15T10:00:00+05:30", "1986-07-15T04:30:00Z")]
    [InlineData(ExtendedFieldType.Datetime, "521769600000", "1986-07-15T00:00:00Z")]
    [InlineData(ExtendedFieldType.Datetime, "soon", null)]
    [InlineData(ExtendedFieldType.StandardEnum, "RED", "Red")]
    [InlineData(ExtendedFieldType.CustomEnum, "blue", "Blue")]
    [InlineData(ExtendedFieldType.CustomEnum, "green", null)]
    [InlineData(ExtendedFieldType.Country, "in", "IN")]
    [InlineData(ExtendedFieldType.Country, "IND", null)]
    [InlineData(ExtendedFieldType.Currency, "inr", "INR")]
    [InlineData(ExtendedFieldType.Currency, "XYZ", null)]
    [InlineData(ExtendedFieldType.Language, "EN", "en")]
    [InlineData(ExtendedFieldType.AssociateUser, "42", "42")]
    [InlineData(ExtendedFieldType.OrgEntity, "T1", "T1")]
    [InlineData(ExtendedFieldType.OrgEntity, "S9", null)]
    [InlineData(ExtendedFieldType.Card, "C-1", "C-1")]
    [InlineData(ExtendedFieldType.StringSet, "a, b,a", "[\"a\",\"b\"]")]
    [InlineData(ExtendedFieldType.List, "3, 1,3", "[\"3\",\"1\",\"3\"]")]
    [InlineData(ExtendedFieldType.List, "[1,2]", "[\"1\",\"2\"]")]
    [InlineData(ExtendedFieldType.List, "[1,\"x\"]", null)]
    [InlineData(ExtendedFieldType.List, "[1", null)]
    [InlineData(ExtendedFieldType.List, "[[1]]", null)]
    [InlineData(ExtendedFieldType.List, "1", null)]
    [InlineData(ExtendedFieldType.List, "1,2,3,4", null)]
    public Task A_value_is_kept_in_canonical_form_or_skipped_with_a_warning(ExtendedFieldType type, string given, string? stored) => Shop.PlayAsync(
        India(rules => rules with
        {
            ExtendedFields =
            [
                new()
                {
                    Name = "f", Type = type, Element = ListElement.Integer, Values = type is ExtendedFieldType.CustomEnum or ExtendedFieldType.StandardEnum ? ["Red", "Blue"] : [],
                    MinimumCount = type == ExtendedFieldType.List ? 2 : 0, MaximumCount = 3,
                },
            ],
        }),
        async shop =>
        {
            var added = await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, FirstName = "Anna", ExtendedFields = new Dictionary<string, string> { ["F"] = given } });
            Assert.Equal("Anna", added.OrThrow().FirstName);
            var kept = shop.Record(added.Value.Id).Main.ExtendedFields;
            if (stored is not null) Assert.Equal(("f", stored), Assert.Single(kept));
            else Assert.Empty(kept);
            Assert.Equal(stored is null ? ["customer.extended_field_skipped"] : Array.Empty<string>(), added.Codes());
        });

    [Fact]
    [Trait("rule", "customers scenario 22")]
    public Task A_time_is_kept_in_utc_and_shown_in_the_zone_a_date_is_never_shifted() => Shop.PlayAsync(
        India(rules => rules with { ExtendedFields = [new() { Name = "born", Type = ExtendedFieldType.Datetime }, new() { Name = "day", Type = ExtendedFieldType.Date }] }),
        async shop =>
        {
            var anna = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, ExtendedFields = new Dictionary<string, string> { ["born"] = "1986-07-15", ["day"] = "1986-07-15" } })).OrThrow();
            Assert.Equal([("born", "1986-07-15T00:00:00Z"), ("day", "1986-07-15")], shop.Record(anna.Id).Main.ExtendedFields);
            var shown = (await shop.Desk.Customers.ProfilesAsync(anna.Id)).OrThrow().Profiles[0].ExtendedFields;
            Assert.Equal(("1986-07-15T05:30:00+05:30", "1986-07-15"), (shown["born"], shown["day"]));
        });

    [Fact]
    [Trait("rule", "customers R21")]
    public Task Unknown_disabled_and_too_long_are_skipped_and_the_rest_is_saved() => Shop.PlayAsync(
        India(rules => rules with
        {
            CustomFields = [new() { Name = "hobby" }, new() { Name = "old", Enabled = false }],
            ExtendedFields =
            [
                new() { Name = "age", Type = ExtendedFieldType.Integer, Rules = [new() { Compare = FieldComparison.GreaterOrEqual, Value = 18 }, new() { Compare = FieldComparison.Less, Value = 130 }] },
                new() { Name = "plate", Type = ExtendedFieldType.String, Rules = [new() { Pattern = "[A-Z]{2}-\\d+" }] },
                new() { Name = "fixed", Type = ExtendedFieldType.String, Updatable = false },
            ],
        }),
        async shop =>
        {
            var custom = new Dictionary<string, string> { ["Hobby"] = "chess", ["old"] = "x", ["none"] = "x" };
            var added = await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, CustomFields = custom, ExtendedFields = Extended(("age", "17"), ("plate", "AB-1"), ("fixed", "one"), ("none", "x")) });
            Assert.Equal(["customer.custom_field_skipped", "customer.custom_field_skipped", "customer.extended_field_skipped", "customer.extended_field_skipped"], added.Codes());
            Assert.Equal([("hobby", "chess")], shop.Record(added.Value.Id).Main.CustomFields);
            Assert.Equal([("fixed", "one"), ("plate", "AB-1")], shop.Record(added.Value.Id).Main.ExtendedFields);
            var changed = await shop.Desk.Customers.UpdateAsync(new(added.Value.Id) { CustomFields = new Dictionary<string, string> { ["hobby"] = "" }, ExtendedFields = Extended(("age", "18"), ("plate", "ab-1"), ("fixed", "two")) });
            Assert.Equal(["customer.extended_field_skipped", "customer.extended_field_skipped"], changed.Codes());
            Assert.Empty(shop.Record(added.Value.Id).Main.CustomFields);
            Assert.Equal([("age", "18"), ("fixed", "one"), ("plate", "AB-1")], shop.Record(added.Value.Id).Main.ExtendedFields);
            var tooLong = await shop.Desk.Customers.UpdateAsync(new(added.Value.Id) { CustomFields = new Dictionary<string, string> { ["hobby"] = new('x', 251) } });
            Assert.Equal(["customer.custom_field_skipped"], tooLong.Codes());
        });

    [Fact]
    [Trait("rule", "customers R21")]
    public void Settings_that_contradict_themselves_are_refused_when_they_are_saved()
    {
        Assert.Equal("/organisation/customers/primary", Fault(rules => rules with { Primary = IdentifierKind.Line }));
        Assert.Equal("/organisation/customers/accounts/2/source", Fault(rules => rules with { Accounts = [.. rules.Accounts, new() { Source = CustomerSource.Website, Account = "x" }] }));
        Assert.Equal("/organisation/customers/accounts/2", Fault(rules => rules with { Accounts = [.. rules.Accounts, rules.Accounts[0]] }));
        Assert.Equal("/organisation/customers/labels", Fault(rules => rules with { Labels = [new() { Name = "Bad", Status = CustomerStatus.Suspended }] }));
        Assert.Equal("/organisation/customers/labels/0/stops", Fault(rules => rules with { Labels = [new() { Name = "Good", Status = CustomerStatus.Active, Stops = [StatusRestriction.Communication] }] }));
        Assert.Equal("/organisation/customers/labels/1/stops", Fault(rules => rules with { Labels = [new() { Name = "Good", Status = CustomerStatus.Active }, new() { Name = "Bad", Status = CustomerStatus.Suspended, Stops = [StatusRestriction.Everything] }] }));
        Assert.Equal("/organisation/customers/labels/1", Fault(rules => rules with { Labels = [new() { Name = "Good", Status = CustomerStatus.Active }, new() { Name = "GOOD", Status = CustomerStatus.Suspended }] }));
        Assert.Equal("/organisation/customers/customFields/0/name", Fault(rules => rules with { CustomFields = [new() { Name = "a?" }] }));
        Assert.Equal("/organisation/customers/extendedFields/0/values", Field(new() { Name = "f", Type = ExtendedFieldType.CustomEnum }));
        Assert.Equal("/organisation/customers/extendedFields/0/values", Field(new() { Name = "f", Type = ExtendedFieldType.Integer, Values = ["1"] }));
        Assert.Equal("/organisation/customers/extendedFields/0/minimumCount", Field(new() { Name = "f", Type = ExtendedFieldType.List, MinimumCount = 5, MaximumCount = 4 }));
        Assert.Equal("/organisation/customers/extendedFields/0/rules/0", Field(new() { Name = "f", Type = ExtendedFieldType.Integer, Rules = [new() { Compare = FieldComparison.Less }] }));
        Assert.Equal("/organisation/customers/extendedFields/0/rules/0", Field(new() { Name = "f", Type = ExtendedFieldType.String, Rules = [new() { Compare = FieldComparison.Less, Value = 1 }] }));
        Assert.Equal("/organisation/customers/extendedFields/0/rules/0/pattern", Field(new() { Name = "f", Type = ExtendedFieldType.String, Rules = [new() { Pattern = "(" }] }));
        Assert.Equal("/organisation/customers/extendedFields/0/rules/0/pattern", Field(new() { Name = "f", Type = ExtendedFieldType.String, Rules = [new() { Pattern = "(a)\\1" }] }));

        static string Field(ExtendedFieldDefinition field) => Fault(rules => rules with { ExtendedFields = [field] });
        static string Fault(Func<CustomerRules, CustomerRules> change) => Assert.Single(DefinitionCheck.Faults(India(change))).Pointer;
    }

    [Fact]
    [Trait("rule", "customers R3")]
    public Task An_account_once_declared_stays() => Shop.PlayAsync(India(), async shop =>
        Assert.Contains("/organisation/customers/accounts", (await shop.Desk.Programs.SaveAsync(India(rules => rules with { Accounts = [rules.Accounts[0]] }))).Refusal!.Message, StringComparison.Ordinal));

    private static Dictionary<string, string> Extended(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);
}
