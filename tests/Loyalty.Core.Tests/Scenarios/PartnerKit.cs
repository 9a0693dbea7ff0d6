using NodaTime;

namespace Loyalty.Tests;

/// <summary>Programs with partners, and short ways to link, update and end.</summary>
internal static class PartnerKit
{
    public static readonly PartnerDefinition Plain = new() { Id = 1, Name = "Airline", Kind = PartnerKind.External };

    /// <summary>Bronze stands for Silver and Gold, Platinum for Diamond.</summary>
    public static readonly PartnerDefinition Tiered = new() { Id = 2, Name = "Hotel", Kind = PartnerKind.External, Tiers = ["Basic", "Bronze", "Platinum"], TierMapping = ["Basic", "Bronze", "Platinum"] };

    public static readonly PartnerDefinition Prime = new() { Id = 3, Name = "Prime", Kind = PartnerKind.Supplementary, Period = new() { Length = 30 } };

    public static LoyaltyDefinition With(params PartnerDefinition[] partners) => TierPrograms.P().Lasting(12).With(program => program with { Partners = partners });

    public static async Task<Outcome<PartnerMembership>> LinkAsync(this Shop shop, CustomerId customer, LinkPartner link, CallOptions? options = null) =>
        Only((await shop.Desk.Partners.LinkAsync([new([link]) { Customer = customer }], options)).OrThrow());

    public static async Task<Outcome<PartnerMembership>> UpdateAsync(this Shop shop, CustomerId customer, UpdatePartner update, CallOptions? options = null) =>
        Only((await shop.Desk.Partners.UpdateAsync([new([update]) { Customer = customer }], options)).OrThrow());

    public static async Task<Outcome<PartnerMembership>> DelinkAsync(this Shop shop, CustomerId customer, string program) =>
        Only((await shop.Desk.Partners.DelinkAsync([new([program]) { Customer = customer }])).OrThrow());

    public static async Task<PartnerMembership?> LinkOfAsync(this Shop shop, CustomerId customer) => (await shop.Desk.Partners.OfAsync(customer)).OrThrow().SingleOrDefault();

    public static async Task<IEnumerable<PartnerActivity>> ActivitiesAsync(this Shop shop, CustomerId customer, string program) =>
        (await shop.Desk.Partners.HistoryAsync(new(customer, program, "linkingUpdates"))).OrThrow().Activities.Reverse().Select(each => each.Activity);

    private static Outcome<PartnerMembership> Only(IReadOnlyList<Outcome<PartnerAnswer>> answers) => Assert.Single(Assert.Single(answers).OrThrow().Programs);
}
