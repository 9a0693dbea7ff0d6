using NodaTime;

namespace Loyalty.Tests;

public class DefinitionWriteTests
{
    [Fact]
    public void Only_what_differs_from_the_defaults_is_written_in_declared_order()
    {
        var reading = DefinitionTexts.Read(
            """
            {
              'profile': 'DOCUMENTED_DEFAULTS',
              'program': {
                'earning': [{'values': [7.50], 'id': 'a', 'kind': 'percentage', 'cap': 1.5e3, 'expiry': {}}],
                'points': {'scale': 0, 'rounding': 'HALF_UP', 'ratio': 0.010},
                'name': 'Caf\u00e9 <& \ud83d\ude00>', 'code': 'club', 'allowTransfer': false
              },
              'organisation': {
                'bills': {'earliestDate': '2020-02-29', 'minimumAmount': 0.00},
                'code': 'acme', 'name': 'Acme', 'zone': 'Europe/London', 'currency': 'GBP'
              }
            }
            """);

        Assert.Empty(reading.Faults);
        Assert.Equal(
            """
            {
              "organisation": {
                "code": "acme",
                "name": "Acme",
                "zone": "Europe/London",
                "currency": "GBP",
                "bills": {
                  "earliestDate": "2020-02-29"
                },
                "wrongCodes": {
                  "perCustomer": null,
                  "perTill": null
                },
                "customers": {
                  "anyIdentifier": false,
                  "mergeMeetingIdentifiers": true
                }
              },
              "program": {
                "code": "club",
                "name": "Café <& \uD83D\uDE00>",
                "earning": [
                  {
                    "id": "a",
                    "values": [
                      7.5
                    ],
                    "cap": 1500,
                    "expiry": {}
                  }
                ],
                "returns": {
                  "numberUnique": false,
                  "allowDebt": false
                },
                "allowTransfer": false
              }
            }

            """.ReplaceLineEndings("\n"),
            reading.Definition!.ToJson());
    }

    [Fact]
    public void What_was_written_reads_as_the_same_and_is_written_the_same()
    {
        var sample = LoyaltyDefinition.FromJson(DefinitionSampleTests.Text).Definition!;

        var written = sample.ToJson();
        var again = LoyaltyDefinition.FromJson(written);

        Assert.Empty(again.Faults);
        Assert.Equal(written, again.Definition!.ToJson());
    }

    [Fact]
    public void A_definition_with_values_that_it_should_not_hold_is_written_nonetheless()
    {
        var program = new ProgramDefinition { Code = null!, Name = "half \ud83d", Points = null!, Earning = [null!], Tiers = null!, Gifts = [new() { Id = null!, Points = -0.00m, Limit = long.MinValue }] };
        var organisation = new OrganisationDefinition
        {
            Code = "\0",
            Name = "",
            Zone = "",
            Currency = null!,
            Stores = [new() { Code = "S", Tills = [null!] }],
            Bills = new() { NumberScope = (BillNumberScope)(-7), MaximumAmount = decimal.MaxValue, EarliestDate = new LocalDate(1500, 2, 28, CalendarSystem.Julian) },
        };

        var json = new LoyaltyDefinition { Organisation = organisation, Program = program }.ToJson();

        Assert.NotNull(DefinitionJson.Parse(json, new()));
        Assert.Contains("\"maximumAmount\": 79228162514264337593543950335", json, StringComparison.Ordinal);
        Assert.Contains("\"numberScope\": \"-7\"", json, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"half \uFFFD\"", json, StringComparison.Ordinal);
        Assert.Equal("null\n", DefinitionJson.Write(null!));
        Assert.Contains("\"program\": null", new LoyaltyDefinition { Organisation = null!, Program = null! }.ToJson(), StringComparison.Ordinal);
    }
}
