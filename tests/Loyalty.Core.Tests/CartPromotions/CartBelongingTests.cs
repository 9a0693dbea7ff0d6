using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Promotions for members of a group or with a label: gate (h).</summary>
public sealed class CartBelongingTests
{
    private static readonly LoyaltyDefinition Families = Program(
        Promotion("family", Of(Part("A")), Percent(10)) with { Groups = new() { In = ["Smith-7"] } },
        Promotion("others", Of(Part("A")), Percent(1)) with { Groups = new() { NotIn = ["smith-7"] }, Priority = 1 },
        Promotion("press", Of(Part("B")), Off(3)) with { Labels = new() { In = ["PRESS", "Staff"] } },
        Promotion("unlabelled", Of(Part("B")), Off(1)) with { Labels = new() { NotIn = ["press"] }, Priority = 1 });

    private static readonly Cart Both = Basket().Add("B", 1, 10m);

    private static async Task<GroupId> SmithsAsync(Shop shop, params CustomerId[] members)
    {
        var group = (await shop.Desk.Groups.MakeAsync(new("SMITH-7"))).OrThrow().Id;
        foreach (var member in members) (await shop.Desk.Groups.JoinAsync(new(group, member))).OrThrow();
        return group;
    }

    private static async Task LabelAsync(Shop shop, CustomerId customer, string label)
    {
        (await shop.Desk.Labels.AddAsync(new(label, "of a test"))).OrThrow();
        (await shop.Desk.Labels.ChangeAsync(new(customer) { Add = [label] })).OrThrow();
    }

    /// <summary>The promotions that a preview applies, which a checkout then applies too.</summary>
    private static async Task<string> SoldAsync(Shop shop, CustomerId customer, string number)
    {
        await shop.SellAsync(customer, number, Both);
        return string.Join(' ', (await shop.Desk.Sales.FindBillsAsync(number)).OrThrow().Single().Promotions.Select(each => each.Promotion).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("rule", "cart-promotions R4")]
    public Task A_group_and_a_label_open_a_promotion_whatever_their_case_and_leaving_closes_it() => Shop.PlayAsync(Families, async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        Assert.Equal("others unlabelled", await SoldAsync(shop, anna, "B-1"));
        var group = await SmithsAsync(shop, anna);
        await LabelAsync(shop, anna, "Press");
        Assert.Equal("family press", await SoldAsync(shop, anna, "B-2"));
        Assert.Equal("others unlabelled", await SoldAsync(shop, ben, "B-3"));
        (await shop.Desk.Groups.LeaveAsync(group, anna)).OrThrow();
        (await shop.Desk.Labels.ChangeAsync(new(anna) { Remove = ["PRESS"] })).OrThrow();
        Assert.Equal("others unlabelled", await SoldAsync(shop, anna, "B-4"));
    });

    [Fact]
    [Trait("rule", "cart-promotions R4")]
    [Trait("rule", "cart-promotions R30")]
    public Task The_explanation_names_what_was_seen_to_staff_and_nothing_of_it_to_the_public() => Shop.PlayAsync(Families, async shop =>
    {
        var anna = await shop.MemberAsync();
        await SmithsAsync(shop, anna);
        await LabelAsync(shop, anna, "VIP");
        var told = (await shop.OfferAsync(anna, Both)).Promotions;
        Assert.Equal(("customer.group", "SMITH-7", "none of smith-7"), Why("others"));
        Assert.Equal(("customer.label", "VIP", "one of PRESS, Staff"), Why("press"));
        // A guest is in no group and has no label.
        told = (await shop.OfferAsync(null, Both)).Promotions;
        Assert.Equal(("customer.group", "none", "one of Smith-7"), Why("family"));
        Assert.Null(Why("unlabelled").Code);
        var open = (await shop.Desk.Carts.PreviewAsync(new(Both) { Customer = anna, Explain = true }, new() { Audience = Audience.Public })).OrThrow();
        Assert.Equal(["family", "unlabelled"], open.Promotions.Select(each => each.Promotion).Order(StringComparer.Ordinal));

        (string? Code, string Seen, string Needed) Why(string id) => told.Single(each => each.Promotion == id) is var verdict ? (verdict.Code, verdict.Seen, verdict.Needed) : default;
    });

    [Fact]
    [Trait("rule", "cart-promotions R18")]
    public Task A_kept_evaluation_remembers_the_group_and_the_label_that_it_saw() => Shop.PlayAsync(Families, async shop =>
    {
        var anna = await shop.MemberAsync();
        var group = await SmithsAsync(shop, anna);
        await LabelAsync(shop, anna, "staff");
        var kept = (await shop.Desk.Carts.EvaluateAsync(new(Both) { Customer = anna })).OrThrow();
        // 10 % of 20.00 as a Smith, 3.00 off the other line as staff.
        Assert.Equal((25m, "family press"), (kept.Total, string.Join(' ', kept.Promotions.Select(each => each.Promotion).Order(StringComparer.Ordinal))));
        (await shop.Desk.Groups.LeaveAsync(group, anna)).OrThrow();
        (await shop.Desk.Labels.ChangeAsync(new(anna) { Remove = ["staff"] })).OrThrow();
        var again = (await shop.Desk.Carts.ReplayAsync(kept.Id)).OrThrow();
        Assert.Equal((true, 25m), (again.IsSame, again.Total));
        Assert.Equal(25m, (await shop.Desk.Sales.CheckoutAsync(new("B-1", Both) { Customer = anna, Evaluation = kept.Id })).OrThrow().Receipt.Due);
    });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    public Task Who_is_merged_takes_group_and_labels_along() => Shop.PlayAsync(Families, async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await SmithsAsync(shop, ben);
        await LabelAsync(shop, ben, "press");
        (await shop.Desk.Customers.MergeAsync(new(ben, anna))).OrThrow();
        Assert.Equal("family press", await SoldAsync(shop, anna, "B-1"));
    });

    [Fact]
    public void A_program_is_told_when_a_list_of_groups_or_labels_is_empty_or_twofold()
    {
        var sound = Promotion("p", Of(Part("A")), Percent(10));
        Assert.Empty(Faults(sound with { Groups = new() { In = ["A"] }, Labels = new() { NotIn = ["gold rush"] } }));
        Assert.Equal(["/groups", "/labels"], Faults(sound with { Groups = new(), Labels = new() { In = ["A"], NotIn = ["B"] } }));

        static IEnumerable<string> Faults(CartPromotionDefinition promotion) =>
            DefinitionCheck.Faults(Program(promotion)).Select(fault => fault.Pointer["/program/cartPromotions/promotions/0".Length..]).Order(StringComparer.Ordinal);
    }
}
