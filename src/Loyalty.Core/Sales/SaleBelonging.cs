namespace Loyalty;

/// <summary>
/// The group and the labels of a customer by the names that promotions use (cart-promotions R4 (h)). They are read only where a promotion asks for
/// them, as they stand when the cart is decided.
/// </summary>
internal static class SaleBelonging
{
    public static CartFacts With(CartFacts facts, CartPromotionIndex index, CommandContext context, Account account) =>
        index.Belonging.Count == 0 ? facts : facts with { Groups = GroupsOf(context, account), Labels = LabelsOf(context, account) };

    private static string[] GroupsOf(CommandContext context, Account account) =>
        Groups.Of(account) is { } group ? [context.KnownGroup(group)!.Get(GroupSection.Kind).ExternalId] : [];

    private static string[] LabelsOf(CommandContext context, Account account)
    {
        string[] names = [.. account.Get(LabelSection.Kind).Labels.Select(id => LabelFlow.NameOf(context, id))];
        // In an order of their own: what is told of them does not depend on when they were given.
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }
}
