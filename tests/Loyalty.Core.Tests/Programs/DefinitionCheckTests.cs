using NodaTime;

namespace Loyalty.Tests;

/// <summary>What values a definition may hold, each alone and together. Single quotes in the tables stand for double ones.</summary>
public class DefinitionCheckTests
{
    private const string CodeAllowed = "allowed is 1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'";

    [Theory]
    [InlineData("'mobileCountry': 'GB'", "/organisation/mobileCountry: is 'GB'; allowed is IN")]
    [InlineData("'stores': [{'code': ''}]", "/organisation/stores/0/code: is empty; allowed is 1 to 50 characters, no control characters, no white space at the ends")]
    [InlineData("'stores': [{'code': 'S1'}, {'code': 'S2'}, {'code': 'S1'}]", "/organisation/stores/2/code: is 'S1', as /organisation/stores/0/code is; allowed is a value that no other has")]
    [InlineData("'stores': [{'code': 'S1', 'tills': ['T']}, {'code': 'S2', 'tills': ['U', 'T']}]", "/organisation/stores/1/tills/1: is 'T', as /organisation/stores/0/tills/0 is; allowed is a value that no other has")]
    [InlineData("'bills': {'numberUniqueInDays': 0}", "/organisation/bills/numberUniqueInDays: is 0; allowed is a whole number from 1 to 3,650")]
    [InlineData("'bills': {'maximumFutureHours': 745}", "/organisation/bills/maximumFutureHours: is 745; allowed is a whole number from 0 to 744")]
    [InlineData("'bills': {'minimumAmount': 10, 'maximumAmount': 9.99}", "/organisation/bills/minimumAmount: is 10; allowed is at most maximumAmount, 9.99")]
    [InlineData("'bills': {'earliestDate': '1969-12-31'}", "/organisation/bills/earliestDate: is 1969-12-31; allowed is a date from 1970-01-01 to 2999-12-31 as yyyy-MM-dd")]
    public void An_organisation_is_checked(string organisation, string faults) => Assert.Equal(faults.Split('\n'), DefinitionTexts.FaultsOf(DefinitionTexts.Of(organisation, "")));

    [Theory]
    [InlineData("'code': 'acme'", "'code': 'ac me'", "/organisation/code: is 'ac me'; " + CodeAllowed)]
    [InlineData("'code': 'acme'", "'code': 'acmé'", "/organisation/code: is 'acmé'; " + CodeAllowed)]
    [InlineData("'code': 'acme'", "'code': '123456789012345678901234567890123456789012345678901'", "/organisation/code: is '1234567890123456789012345678901234567890...'; " + CodeAllowed)]
    [InlineData("'name': 'Acme'", "'name': 'Ac\\u0007me'", "/organisation/name: is 'Ac\\u0007me'; allowed is 1 to 100 characters, no control characters, no white space at the ends")]
    [InlineData("'name': 'Acme'", "'name': ' '", "/organisation/name: is ' '; allowed is 1 to 100 characters, no control characters, no white space at the ends")]
    [InlineData("'zone': 'Europe/London'", "'zone': 'Europe/Londn'", "/organisation/zone: is 'Europe/Londn' (nearest is 'Europe/London'); allowed is an IANA time zone such as Europe/London")]
    [InlineData("'zone': 'Europe/London'", "'zone': 'UTC+05:30'", "/organisation/zone: is 'UTC+05:30'; allowed is an IANA time zone such as Europe/London")]
    [InlineData("'zone': 'Europe/London'", "'zone': 'Europe/London', 'stores': [{'code': 'S1', 'tills': ['T1'], 'zone': 'Asia/Tokio'}]", "/organisation/stores/0/zone: is 'Asia/Tokio' (nearest is 'Asia/Tokyo'); allowed is an IANA time zone such as Europe/London")]
    [InlineData("'zone': 'Europe/London'", "'zone': 'Europe/London', 'stores': [{'code': 'S1', 'tills': ['T1'], 'tillZones': [{'till': 'T9', 'zone': 'Asia/Tokyo'}]}]", "/organisation/stores/0/tillZones/0/till: is 'T9'; allowed is a till of the store")]
    [InlineData("'currency': 'GBP'", "'currency': 'gbp'", "/organisation/currency: is 'gbp' (nearest is 'GBP'); allowed is the ISO 4217 code of a currency in use, such as GBP")]
    [InlineData("'currency': 'GBP'", "'currency': 'XAU'", "/organisation/currency: is 'XAU'; allowed is the ISO 4217 code of a currency in use, such as GBP")]
    public void The_names_of_an_organisation_are_checked(string field, string faulty, string fault) =>
        Assert.Equal([fault], DefinitionTexts.FaultsOf(DefinitionTexts.Program("").Replace(field, faulty, StringComparison.Ordinal)));

    [Theory]
    [InlineData("'unit': 'NUM_DAYS'", "value: is missing; allowed is a whole number from 1 to 3,650 with NUM_DAYS")]
    [InlineData("'unit': 'NUM_MONTHS_END', 'value': 0", "value: is 0; allowed is a whole number from 1 to 3,650")]
    [InlineData("'value': 3", "value: is given; allowed is none with NEVER")]
    [InlineData("'unit': 'MONTH_END', 'value': 3", "value: is given; allowed is none with MONTH_END")]
    [InlineData("'unit': 'FIXED_DATE'", "date: is missing; allowed is a date with FIXED_DATE")]
    [InlineData("'unit': 'NUM_YEARS', 'value': 3, 'date': '2030-01-01'", "date: is given; allowed is none with NUM_YEARS")]
    [InlineData("'unit': 'FIXED_DATE_WITHOUT_YEAR', 'value': 3", "date: is missing; allowed is a date with FIXED_DATE_WITHOUT_YEAR\nvalue: is given; allowed is none with FIXED_DATE_WITHOUT_YEAR")]
    public void An_expiry_holds_what_its_unit_needs(string expiry, string faults)
    {
        foreach (var (place, program) in new[]
        {
            ("/program/points/expiry/", $"'points': {{'expiry': {{{expiry}}}}}"),
            ("/program/earning/0/expiry/", $"'earning': [{{'id': 'a', 'values': 1, 'expiry': {{{expiry}}}}}]"),
            ("/program/gifts/0/expiry/", $"'gifts': [{{'id': 'a', 'points': 1, 'limit': 1, 'expiry': {{{expiry}}}}}]"),
        })
        {
            Assert.Equal(faults.Split('\n').Select(fault => place + fault), DefinitionTexts.FaultsOfProgram(program));
        }
    }

    [Theory]
    [InlineData("'id': 'a b', 'values': 5", "id: is 'a b'; " + CodeAllowed)]
    [InlineData("'id': 'a', 'values': []", "values: is empty; allowed is a number from 0 to 1,000,000, or a list with one for each tier")]
    [InlineData("'id': 'a', 'values': [1, -2, 1000000.1]", "values/1: is -2; allowed is a number from 0 to 1,000,000\nvalues/2: is 1,000,000.1; allowed is a number from 0 to 1,000,000")]
    [InlineData("'id': 'a', 'values': [1, 2]", "values: has 2 elements; allowed is one value, or 3: one for each tier")]
    [InlineData("'id': 'a', 'values': 0.12345678901", "values: is 0.12345678901; allowed is at most 10 decimals")]
    [InlineData("'id': 'a', 'values': 1, 'step': 5", "step: is 5; allowed is only with STEP")]
    [InlineData("'id': 'a', 'values': 1, 'countPartialStep': true", "countPartialStep: is true; allowed is only with STEP")]
    [InlineData("'id': 'a', 'values': 1, 'kind': 'STEP'", "step: is missing; allowed is an amount above 0 with STEP")]
    [InlineData("'id': 'a', 'values': 1, 'kind': 'STEP', 'step': 0", "step: is 0; allowed is a number above 0 to 1,000,000,000,000")]
    [InlineData("'id': 'a', 'values': 0.5, 'kind': 'FIXED'", "values: is 0.5; allowed is no more decimals than points.scale, 0")]
    [InlineData("'id': 'a', 'values': [1, 2, 3.5], 'kind': 'FIXED'", "values/2: is 3.5; allowed is no more decimals than points.scale, 0")]
    [InlineData("'id': 'a', 'values': 1, 'cap': 10.5", "cap: is 10.5; allowed is no more decimals than points.scale, 0")]
    [InlineData("'id': 'a', 'values': 1, 'on': 'LINE', 'spreadOverLines': true", "spreadOverLines: is true on LINE; allowed is only on BILL: the award of a line stands on it already")]
    [InlineData("'id': 'a', 'values': 1, 'delayDays': 3651", "delayDays: is 3,651; allowed is a whole number from 0 to 3,650")]
    [InlineData("'id': 'a', 'values': 1, 'delayDays': 30, 'expiry': {'unit': 'NUM_DAYS', 'value': 30}", "delayDays: is 30, and the points lapse after 30 days; allowed is fewer days than the expiry's")]
    [InlineData("'id': 'a', 'values': 1000000, 'kind': 'STEP', 'step': 0.01", "values: earn 100,000,000,000,000,000 points on a bill of bills.maximumAmount, 1,000,000,000; allowed is at most 100,000,000,000,000 points a bill, or a cap")]
    public void An_earning_rule_is_checked(string rule, string faults) => Assert.Equal(
        faults.Split('\n').Select(fault => "/program/earning/0/" + fault),
        DefinitionTexts.FaultsOfProgram($"'earning': [{{{rule}}}], 'tiers': [{{'name': 'A'}}, {{'name': 'B', 'lifetimePurchases': 1}}, {{'name': 'C', 'lifetimePurchases': 2}}]"));

    [Theory]
    [InlineData("'id': 'a', 'values': 1")]
    [InlineData("'id': 'a', 'values': [0, 0.001, 1000000]")]
    [InlineData("'id': 'a', 'values': 0.5, 'kind': 'STEP', 'step': 0.0000000001, 'cap': 5, 'countPartialStep': true")]
    [InlineData("'id': 'a', 'values': 1, 'spreadOverLines': true, 'delayDays': 29, 'expiry': {'unit': 'NUM_DAYS', 'value': 30}")]
    [InlineData("'id': 'a', 'values': 1, 'kind': 'FIXED', 'on': 'LINE', 'expiry': {'unit': 'FIXED_DATE_WITHOUT_YEAR', 'date': '2000-02-29'}")]
    public void An_earning_rule_within_bounds_is_accepted(string rule) => Assert.Empty(
        DefinitionTexts.FaultsOfProgram($"'earning': [{{{rule}}}], 'tiers': [{{'name': 'A'}}, {{'name': 'B', 'lifetimePurchases': 1}}, {{'name': 'C', 'lifetimePurchases': 2}}]"));

    [Theory]
    [InlineData("'earning': [{'id': 'a', 'values': 1}, {'id': 'a', 'values': 1}]", "/program/earning/1/id: is 'a', as /program/earning/0/id is; allowed is a value that no other has")]
    [InlineData("'earning': [{'id': 'a', 'values': [1, 2]}]", "/program/earning/0/values: has 2 elements; allowed is one value")]
    [InlineData("'points': {'ratio': 0}", "/program/points/ratio: is 0; allowed is a number above 0 to 1,000,000")]
    [InlineData("'redemption': {'minimum': 500, 'limit': 100}", "/program/redemption/minimum: is 500; allowed is at most the limit, 100")]
    [InlineData("'redemption': {'minimum': 101, 'limit': 149, 'multipleOf': 50}", "/program/redemption/multipleOf: is 50; allowed is a number of which a multiple lies between the minimum, 101, and the limit, 149")]
    [InlineData("'redemption': {'limit': 49, 'multipleOf': 50}", "/program/redemption/multipleOf: is 50; allowed is a number of which a multiple lies between the minimum, 0, and the limit, 49")]
    [InlineData("'redemption': {'minimum': 0.5}", "/program/redemption/minimum: is 0.5; allowed is no more decimals than points.scale, 0")]
    [InlineData("'points': {'scale': 1}, 'redemption': {'limit': 0.25, 'lifetimePoints': 0.01}", "/program/redemption/lifetimePoints: is 0.01; allowed is no more decimals than points.scale, 1\n/program/redemption/limit: is 0.25; allowed is no more decimals than points.scale, 1")]
    [InlineData("'redemption': {'percentOfBill': 100.5, 'holdMinutes': 0}", "/program/redemption/holdMinutes: is 0; allowed is a whole number from 1 to 1,440\n/program/redemption/percentOfBill: is 100.5; allowed is a number above 0 to 100")]
    [InlineData("'tiers': [{'name': 'A', 'lifetimePurchases': 1}]", "/program/tiers/0/lifetimePurchases: is 1; allowed is none: everybody has the lowest tier")]
    [InlineData("'tiers': [{'name': 'A'}, {'name': 'a'}]", "/program/tiers/1/lifetimePurchases: is missing; allowed is an amount above that of the tier before, 0\n/program/tiers/1/name: is 'a', as /program/tiers/0/name is; allowed is a value that no other has")]
    [InlineData("'tiers': [{'name': 'A'}, {'name': 'B', 'lifetimePurchases': 5}, {'name': 'C', 'lifetimePurchases': 5.00}]", "/program/tiers/2/lifetimePurchases: is 5; allowed is an amount above that of the tier before, 5")]
    [InlineData("'gifts': [{'id': 'W', 'points': 0, 'limit': 0}]", "/program/gifts/0/limit: is 0; allowed is a whole number from 1 to 1,000,000,000\n/program/gifts/0/points: is 0; allowed is a number above 0 to 1,000,000,000,000")]
    [InlineData("'gifts': [{'id': 'W', 'points': 1, 'limit': 1}, {'id': 'W', 'points': 1.5, 'limit': 1}]", "/program/gifts/1/id: is 'W', as /program/gifts/0/id is; allowed is a value that no other has\n/program/gifts/1/points: is 1.5; allowed is no more decimals than points.scale, 0")]
    public void A_program_is_checked(string program, string faults) => Assert.Equal(faults.Split('\n'), DefinitionTexts.FaultsOfProgram(program));

    [Fact]
    public void More_than_fifty_tiers_are_too_many()
    {
        var tiers = Enumerable.Range(0, 51).Select(i => i == 0 ? "{'name': 'T0'}" : $"{{'name': 'T{i}', 'lifetimePurchases': {i}}}");

        Assert.Equal(["/program/tiers: has 51 elements; allowed is a list of at most 50 tiers"], DefinitionTexts.FaultsOfProgram($"'tiers': [{string.Join(',', tiers)}]"));
    }

    [Fact]
    public void A_definition_made_in_code_is_checked_alike()
    {
        var definition = DefinitionTexts.Read(DefinitionTexts.Program("")).Definition!;

        Assert.Equal([new("", "is null", "an object with organisation and program")], DefinitionCheck.Faults(null!));
        Assert.Equal(
            ["/organisation: is null; allowed is an organisation", "/program: is null; allowed is a program"],
            Faults(new() { Organisation = null!, Program = null! }));
        Assert.Equal(
            [
                "/organisation/bills/earliestDate: is 2020-09-12 in the calendar Julian; allowed is a date of the ISO calendar",
                "/organisation/bills/numberScope: is the unknown value 9; allowed is ORGANISATION, STORE, TILL",
                "/organisation/name: is 'half \\uD83D'; allowed is 1 to 100 characters, no control characters, no white space at the ends",
                "/organisation/stores/0: is null; allowed is a store",
                "/organisation/stores/1/tills: is null; allowed is a list of till codes",
                "/organisation/stores/2/tills/0: is null; allowed is 1 to 50 characters, no control characters, no white space at the ends",
                "/organisation/zone: is null; allowed is an IANA time zone such as Europe/London",
                "/program/earning/0/values: is null; allowed is a number from 0 to 1,000,000, or a list with one for each tier",
                "/program/points: is null; allowed is the points currency",
                "/program/redemption: is null; allowed is the rules of redemptions",
                "/program/tiers: is null; allowed is a list of at most 50 tiers",
            ],
            Faults(new()
            {
                Organisation = definition.Organisation with
                {
                    Name = "half \ud83d",
                    Zone = null!,
                    Stores = [null!, new() { Code = "S1", Tills = null! }, new() { Code = "S2", Tills = [null!] }],
                    Bills = new() { NumberScope = (BillNumberScope)9, EarliestDate = new LocalDate(2020, 8, 30, CalendarSystem.Julian) },
                },
                Program = definition.Program with
                {
                    Points = null!,
                    Earning = [new() { Id = "a", Values = null!, Kind = AllocationKind.Fixed, Cap = 3.5m, DelayDays = 3 }],
                    Redemption = null!,
                    Tiers = null!,
                },
            }));

        static IEnumerable<string> Faults(LoyaltyDefinition definition) => DefinitionCheck.Faults(definition).Select(fault => fault.ToString());
    }

    [Theory]
    [InlineData("GBP", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    [InlineData("gbp", null)]
    [InlineData("DEM", null)]
    [InlineData("XXX", null)]
    [InlineData("", null)]
    public void Currencies_have_their_minor_units(string code, int? expected) =>
        Assert.Equal(expected, Currencies.TryGetMinorUnits(code, out var units) ? units : null);
}
