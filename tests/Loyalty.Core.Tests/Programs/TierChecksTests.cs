namespace Loyalty.Tests;

/// <summary>What the settings of tiers may not be together. Single quotes in the tables stand for double ones.</summary>
public class TierChecksTests
{
    private const string Two = "{'name': 'A'}, {'name': 'B', 'lifetimePurchases': 5";

    [Theory]
    [InlineData("'relation': 'A & B', 'criteria': [{'count': 'VISITS', 'days': 9}]", "'criteria': [1]", "/program/tierRules/relation: is 'A & B'; allowed is ANY and a number, ALL, or the letters A to D with AND, OR and parentheses")]
    [InlineData("'relation': 'A OR B) AND C'", "", "/program/tierRules/relation: is 'A OR B) AND C'; allowed is ANY and a number, ALL, or the letters A to D with AND, OR and parentheses")]
    [InlineData("'relation': 'A AND C', 'criteria': [{'count': 'VISITS', 'days': 9}]", "'criteria': [1]", "/program/tierRules/relation: is 'A AND C'; allowed is an expression with each of the 2 letters from A on")]
    [InlineData("'relation': 'ANY 3', 'criteria': [{'count': 'VISITS', 'days': 9}, {'count': 'POINTS', 'days': 9}]", "'criteria': [1, 1]", "/program/tierRules/relation: is 'ANY 3'; allowed is at most ANY 2, or ALL")]
    [InlineData("'criteria': [{'count': 'VISITS', 'days': 9}]", "", "/program/tiers/1/criteria: has 0 thresholds; allowed is 1: one for each of tierRules.criteria")]
    [InlineData("'criteria': [{'count': 'VISITS', 'days': 0}]", "'criteria': [1]", "/program/tierRules/criteria/0/days: is 0; allowed is a whole number from 1 to 1,100")]
    [InlineData("", "'points': 7", "/program/tiers/1/points: is given; allowed is none: the measure is purchases")]
    [InlineData("'measure': 'CURRENT_POINTS'", "'points': 7", "/program/tiers/1/lifetimePurchases: is 5; allowed is none: the measure is points")]
    [InlineData("", "'expires': true", "/program/tiers/1/months: is missing; allowed is a number with expires and SLAB_UPGRADE")]
    [InlineData("", "'months': 12", "/program/tiers/1/months: is given; allowed is none unless it expires, by SLAB_UPGRADE")]
    [InlineData("'validity': 'REGISTRATION_DATE'", "'expires': true, 'months': 12", "/program/tiers/1/months: is given; allowed is none unless it expires, by SLAB_UPGRADE")]
    [InlineData("'validity': 'FIXED_DATE'", "'expires': true", "/program/tierRules/validityDate: is missing; allowed is a date with FIXED_DATE")]
    [InlineData("'extension': 'FIXED_DATE'", "", "/program/tierRules/extensionDate: is missing; allowed is a date with FIXED_DATE")]
    [InlineData("'minimumMonths': 6", "", "/program/tierRules/minimumMonths: is given; allowed is none with SLAB_UPGRADE")]
    [InlineData("'validity': 'REGISTRATION_DATE', 'extension': 'ONE_MONTH'", "", "/program/tierRules/extension: is given; allowed is only with SLAB_UPGRADE: others extend by 12 months")]
    [InlineData("", "'renewal': {'visits': 2}", "/program/tiers/1/renewal: is given; allowed is none: the tier does not expire")]
    [InlineData("", "'expires': true, 'months': 1, 'renewal': {'visits': 2, 'points': 3, 'relation': 'ANY 2'}", "/program/tiers/1/renewal/relation: is 'ANY 2'; allowed is at most ANY 1, or ALL")]
    [InlineData("", "'expires': true, 'months': 1, 'renewal': {'visits': 2, 'sameAsEligibility': true}", "/program/tiers/1/renewal/sameAsEligibility: is true; allowed is no conditions of its own with it")]
    [InlineData("", "'upgradeBonus': 0.5", "/program/tiers/1/upgradeBonus: is 0.5; allowed is no more decimals than points.scale, 0")]
    [Trait("rule", "tiers R1")]
    public void A_contradiction_is_refused_when_saved(string rules, string tier, string fault) =>
        Assert.Equal([fault], DefinitionTexts.FaultsOfProgram($"'tierRules': {{{rules}}}, 'tiers': [{Two}{(tier.Length == 0 ? "" : ", " + tier)}}}]"));

    [Fact]
    [Trait("rule", "tiers R1")]
    public void Thresholds_of_every_criterion_rise_from_tier_to_tier()
    {
        Assert.Equal(
            ["/program/tiers/2/criteria/0: is 2; allowed is above that of the tier before, 2", "/program/tiers/2/points: is 7; allowed is above that of the tier before, 7"],
            DefinitionTexts.FaultsOfProgram(
                "'tierRules': {'measure': 'CUMULATIVE_POINTS', 'criteria': [{'count': 'VISITS', 'days': 9}]}, 'tiers': [{'name': 'A'}, {'name': 'B', 'points': 7, 'criteria': [2]}, {'name': 'C', 'points': 7, 'criteria': [2]}]"));
    }

    [Fact]
    public void The_lowest_tier_has_nothing_to_reach_and_nothing_to_lose() =>
        Assert.Equal(
            ["criteria", "expires", "months", "points", "renewal", "upgradeBonus"],
            DefinitionTexts.FaultsOfProgram("'tiers': [{'name': 'A', 'points': 1, 'criteria': [1], 'expires': true, 'months': 1, 'renewal': {}, 'upgradeBonus': 1}]").Select(fault => fault.Split('/', ':')[4]));

    [Theory]
    [InlineData("A OR B AND C", 0b001, false)]
    [InlineData("A OR B AND C", 0b101, true)]
    [InlineData("A OR (B AND C)", 0b001, true)]
    [InlineData("a||b&&c", 0b110, true)]
    [InlineData("((A) AND (B OR C))", 0b101, true)]
    [InlineData("ANY 2", 0b110, true)]
    [InlineData("ANY 2", 0b100, false)]
    [InlineData("all", 0b111, true)]
    [InlineData("ALL", 0b011, false)]
    [Trait("rule", "tiers scenario 6")]
    [Trait("rule", "tiers scenario 7")]
    public void A_relation_is_read_from_left_to_right(string text, int met, bool holds) => Assert.Equal(holds, TierRelation.Parse(text, 3)!.Holds(met));

    [Theory]
    [InlineData("")]
    [InlineData("A B")]
    [InlineData("A | B")]
    [InlineData("A &&& B")]
    [InlineData("AND B")]
    [InlineData("A OR")]
    [InlineData("(A")]
    [InlineData("E")]
    [InlineData("ANY")]
    [InlineData("ANY 0")]
    [InlineData("ANY -1")]
    [InlineData("ANY 99999999999")]
    [InlineData("A OR \ud800")]
    [Trait("rule", "tiers scenario 6")]
    public void What_is_no_relation_is_none(string text) => Assert.Null(TierRelation.Parse(text, 3));
}
