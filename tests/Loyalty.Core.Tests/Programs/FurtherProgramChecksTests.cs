namespace Loyalty.Tests;

/// <summary>What programs side by side, and their currencies, may not be together. Single quotes in the tables stand for double ones.</summary>
public class FurtherProgramChecksTests
{
    [Theory]
    [InlineData("'id': 1", "/id: is 1; allowed is a number from 2 to 63: 1 is the default program's")]
    [InlineData("'id': 64", "/id: is 64; allowed is a whole number from 1 to 63")]
    [InlineData("'stores': ['S9']", "/stores/0: is 'S9'; allowed is the code of a store of the organisation")]
    [InlineData("'stores': ['S1', 'S1']", "/stores/1: is 'S1', as /furtherPrograms/0/stores/0 is; allowed is a value that no other has")]
    [InlineData("'gifts': [{'id': 'g', 'points': 1, 'limit': 1}]", "/gifts: is given; allowed is none: the default program's hold for all")]
    [InlineData("'groups': {'maxSize': 3}", "/groups: is given; allowed is none: the default program's hold for all")]
    [InlineData("'tiers': [{'name': 'A'}, {'name': 'B'}]", "/tiers/1/lifetimePurchases: is missing; allowed is an amount above that of the tier before, 0")]
    [InlineData("'tiers': [{'name': 'A'}, {'name': 'a', 'lifetimePurchases': 5}]", "/tiers/1/name: is 'a', as /furtherPrograms/0/tiers/0/name is; allowed is a value that no other has")]
    [InlineData("'redemption': {'minimum': 0.5}", "/redemption/minimum: is 0.5; allowed is no more decimals than points.scale, 0")]
    public void A_contradiction_of_a_further_program_is_told_at_its_place(string more, string fault)
    {
        var id = more.StartsWith("'id'", StringComparison.Ordinal) ? "" : "'id': 2, ";
        Assert.Equal(["/furtherPrograms/0" + fault], Faults($"{{'code': 'q', 'name': 'Q', {id}{more}}}"));
    }

    [Fact]
    public void Numbers_and_codes_are_unique_over_all_programs() => Assert.Equal(
        [
            "/furtherPrograms/0/code: is 'main', as /program/code is; allowed is a value that no other has",
            "/furtherPrograms/1/id: is '2', as /furtherPrograms/0/id is; allowed is a value that no other has",
        ],
        Faults("{'code': 'main', 'name': 'Q', 'id': 2}, {'code': 'r', 'name': 'R', 'id': 2}"));

    [Theory]
    [InlineData("'currencies': [{'id': 1, 'name': 'Miles'}]", "/currencies/0/id: is 1; allowed is a whole number from 2 to 99")]
    [InlineData("'currencies': [{'id': 2, 'name': 'Miles'}, {'id': 3, 'name': 'MILES'}]", "/currencies/1/name: is 'MILES', as /program/currencies/0/name is; allowed is a value that no other has")]
    [InlineData("'currencies': [{'id': 2, 'name': '1234567890123456789012345678901'}]", "/currencies/0/name: is '1234567890123456789012345678901'; allowed is 1 to 30 characters, no control characters, no white space at the ends")]
    [InlineData("'earning': [{'id': 'e', 'values': 1, 'currency': 'Miles'}]", "/earning/0/currency: is 'Miles'; allowed is the name of one of currencies")]
    [InlineData("'currencies': [{'id': 2, 'name': 'Miles'}], 'earning': [{'id': 'e', 'kind': 'ROUND_UP', 'values': 10, 'currency': 'miles'}]", "/earning/0/currency: is given; allowed is none with ROUND_UP")]
    [InlineData("'currencies': [{'id': 2, 'name': 'Miles', 'scale': 1}], 'earning': [{'id': 'e', 'kind': 'FIXED', 'values': 1.25, 'currency': 'miles'}]", "/earning/0/values: is 1.25; allowed is no more decimals than points.scale, 1")]
    [InlineData("'currencies': [{'id': 2, 'name': 'A'}, {'id': 3, 'name': 'B'}, {'id': 4, 'name': 'C'}, {'id': 5, 'name': 'D'}, {'id': 6, 'name': 'E'}, {'id': 7, 'name': 'F'}]", "/currencies: has 6 active currencies; allowed is at most 5 of them")]
    public void A_contradiction_of_currencies_is_refused_when_saved(string program, string fault) =>
        Assert.Equal(["/program" + fault], DefinitionTexts.FaultsOfProgram(program));

    [Fact]
    public async Task What_members_may_be_enrolled_in_or_have_some_of_stays()
    {
        ProgramDefinition further = new() { Code = "q", Name = "Q", Id = 2 };
        AlternateCurrency miles = new() { Id = 2, Name = "Miles" };
        var whole = Definitions.Points().With(program => program with { Currencies = [miles] }) with { FurtherPrograms = [further with { Currencies = [miles] }] };
        await using var shop = await Shop.OpenAsync(whole);

        await Refused(whole with { FurtherPrograms = [] }, "/furtherPrograms");
        await Refused(whole with { FurtherPrograms = [further with { Code = "r", Currencies = [miles] }] }, "/furtherPrograms/0/code");
        await Refused(whole with { FurtherPrograms = [further with { Points = new() { Scale = 1 }, Currencies = [miles] }] }, "/furtherPrograms/0/points/scale");
        await Refused(whole with { FurtherPrograms = [further] }, "/furtherPrograms/0/currencies");
        await Refused(whole.With(program => program with { Currencies = [miles with { Redeemable = false }] }), "/program/currencies/0/redeemable");
        await Refused(whole.With(program => program with { Currencies = [miles with { Returnable = false }] }), "/program/currencies/0/returnable");
        (await shop.Desk.Programs.SaveAsync(whole with { FurtherPrograms = [new() { Code = "r", Name = "R", Id = 3 }, further with { Name = "Queue", Currencies = [miles with { Active = false, Name = "Steps" }] }] })).OrThrow();

        async Task Refused(LoyaltyDefinition definition, string pointer) =>
            Assert.Equal([pointer], Assert.IsType<DefinitionRefused>((await shop.Desk.Programs.SaveAsync(definition)).Refusal).Faults.Select(fault => fault.Pointer));
    }

    private static string[] Faults(string further) => [.. DefinitionJson.Read((
        "{'organisation': {'code': 'shop', 'name': 'Shop', 'zone': 'Asia/Kolkata', 'currency': 'INR', 'stores': [{'code': 'S1'}]}, 'program': {'code': 'main', 'name': 'Main'}, 'furtherPrograms': [" + further + "]}")
        .Replace('\'', '"')).Faults.Select(fault => fault.ToString())];
}
