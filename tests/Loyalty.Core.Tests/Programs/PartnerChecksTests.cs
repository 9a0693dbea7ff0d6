namespace Loyalty.Tests;

/// <summary>What the settings of partner programs may not be together. Single quotes in the tables stand for double ones.</summary>
public class PartnerChecksTests
{
    private const string Two = "'tiers': [{'name': 'A'}, {'name': 'B', 'lifetimePurchases': 5}]";

    [Theory]
    [InlineData("'name': 'a b', 'kind': 'EXTERNAL'", "/name: is 'a b'; allowed is 1 to 100 characters without white space")]
    [InlineData("'kind': 'EXTERNAL', 'period': {'length': 3}", "/period: is given; allowed is only with SUPPLEMENTARY")]
    [InlineData("'kind': 'EXTERNAL', 'renews': true", "/renews: is true; allowed is only with SUPPLEMENTARY")]
    [InlineData("'kind': 'EXTERNAL', 'raisesTier': true", "/raisesTier: is true; allowed is only with tierMapping")]
    [InlineData("'kind': 'EXTERNAL', 'syncOnDowngrade': true", "/syncOnDowngrade: is true; allowed is only with tierMapping")]
    [InlineData("'kind': 'EXTERNAL', 'tiers': ['X', 'Y'], 'tierMapping': ['X']", "/tierMapping: has 1 names; allowed is 2: one for each of tiers")]
    [InlineData("'kind': 'EXTERNAL', 'tiers': ['X', 'Y'], 'tierMapping': ['X', 'Z']", "/tierMapping/1: is 'Z'; allowed is a name in tiers of the partner")]
    [InlineData("'kind': 'EXTERNAL', 'tiers': ['X', 'Y'], 'tierMapping': ['Y', 'X']", "/tierMapping/1: is 'X'; allowed is a tier not below that of the loyalty tier before")]
    [InlineData("'kind': 'EXTERNAL', 'tiers': ['X', 'x']", "/tiers/1: is 'x', as /program/partners/0/tiers/0 is; allowed is a value that no other has")]
    [InlineData("'kind': 'SUPPLEMENTARY'", "/period: is missing; allowed is a period with SUPPLEMENTARY")]
    [InlineData("'kind': 'SUPPLEMENTARY', 'period': {'length': 0}", "/period/length: is 0; allowed is a whole number from 1 to 3,650")]
    [InlineData("'kind': 'SUPPLEMENTARY', 'period': {'length': 3}, 'ratio': 2", "/ratio: is given; allowed is only with EXTERNAL")]
    [InlineData("'kind': 'SUPPLEMENTARY', 'period': {'length': 3}, 'syncOnDowngrade': true", "/syncTier: is missing; allowed is a tier with syncOnDowngrade")]
    [InlineData("'kind': 'SUPPLEMENTARY', 'period': {'length': 3}, 'syncOnDowngrade': true, 'syncTier': 'C'", "/syncTier: is 'C'; allowed is a tier of the program")]
    public void A_contradiction_is_refused_when_saved(string partner, string fault)
    {
        var name = partner.StartsWith("'name'", StringComparison.Ordinal) ? "" : "'name': 'P', ";
        Assert.Equal(["/program/partners/0" + fault], DefinitionTexts.FaultsOfProgram($"{Two}, 'partners': [{{'id': 1, {name}{partner}}}]"));
    }

    [Fact]
    public void Numbers_and_names_are_unique() =>
        Assert.Equal(
            ["/program/partners/1/id: is '1', as /program/partners/0/id is; allowed is a value that no other has", "/program/partners/1/name: is 'p', as /program/partners/0/name is; allowed is a value that no other has"],
            DefinitionTexts.FaultsOfProgram("'partners': [{'id': 1, 'name': 'P', 'kind': 'EXTERNAL'}, {'id': 1, 'name': 'p', 'kind': 'EXTERNAL'}]"));

    [Fact]
    public async Task What_members_may_be_linked_to_stays()
    {
        await using var shop = await Shop.OpenAsync(PartnerKit.With(PartnerKit.Plain, PartnerKit.Tiered));
        await Refused([PartnerKit.Plain], "/program/partners");
        await Refused([PartnerKit.Tiered, PartnerKit.Prime with { Id = 1 }], "/program/partners/1/kind");
        await Refused([PartnerKit.Plain, PartnerKit.Tiered with { Tiers = ["Basic", "Platinum"], TierMapping = ["Basic", "Basic", "Platinum"] }], "/program/partners/1/tiers");
        (await shop.Desk.Programs.SaveAsync(PartnerKit.With(PartnerKit.Tiered with { Name = "Inn", Tiers = ["Basic", "Bronze", "Platinum", "Black"] }, PartnerKit.Plain))).OrThrow();

        async Task Refused(PartnerDefinition[] partners, string pointer) =>
            Assert.Equal([pointer], Assert.IsType<DefinitionRefused>((await shop.Desk.Programs.SaveAsync(PartnerKit.With(partners))).Refusal).Faults.Select(fault => fault.Pointer));
    }
}
