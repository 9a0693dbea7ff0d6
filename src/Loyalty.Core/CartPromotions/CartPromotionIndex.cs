using System.Collections.Immutable;
using NodaTime;

namespace Loyalty;

/// <summary>
/// The promotions by what each requires: something the cart must bring (an item code, a brand, what the customer holds), the store, and that
/// it has not ended. Immutable; a change shares all that it does not touch with what was before.
/// </summary>
internal sealed class CartPromotionIndex
{
    public static readonly CartPromotionIndex Empty = new(
        ImmutableDictionary.Create<string, CompiledCartPromotion>(StringComparer.Ordinal), ImmutableDictionary<Requirement, ImmutableSortedSet<CompiledCartPromotion>>.Empty);

    private static readonly ImmutableSortedSet<CompiledCartPromotion> LatestFirst = ImmutableSortedSet.Create<CompiledCartPromotion>(Comparer<CompiledCartPromotion>.Create(static (a, b) =>
    {
        var order = b.Definition.Until.CompareTo(a.Definition.Until);
        return order != 0 ? order : string.CompareOrdinal(a.Id, b.Id);
    }));

    private readonly ImmutableDictionary<string, CompiledCartPromotion> _all;
    private readonly ImmutableDictionary<Requirement, ImmutableSortedSet<CompiledCartPromotion>> _byRequirement;

    private CartPromotionIndex(
        ImmutableDictionary<string, CompiledCartPromotion> all, ImmutableDictionary<Requirement, ImmutableSortedSet<CompiledCartPromotion>> byRequirement)
    {
        _all = all;
        _byRequirement = byRequirement;
    }

    private enum Kind
    {
        Nothing,
        Held,
        Sku,
        Name,
        Attribute,
        Brand,
        Category,
        Tier,
    }

    public int Count => _all.Count;

    /// <summary>Those whose uses are counted.</summary>
    public ImmutableHashSet<string> Counted { get; private init; } = [];

    /// <summary>Those that a purchase unlocks.</summary>
    public ImmutableSortedSet<string> Earned { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public IEnumerable<CompiledCartPromotion> All => _all.Values;

    /// <summary>The index of a program, made once a version; null where it has no promotions at all.</summary>
    public static CartPromotionIndex? Of(ProgramSnapshot program) =>
        program.Program.CartPromotions is null ? null : program.Compiled(static definition => Of(definition.CartPromotions!.Promotions));

    public CompiledCartPromotion? Find(string id) => _all.GetValueOrDefault(id);

    public static CartPromotionIndex Of(IEnumerable<CartPromotionDefinition> definitions)
    {
        var index = Empty;
        foreach (var definition in definitions) index = index.With(definition);
        return index;
    }

    /// <summary>Adds a promotion, or puts it in the place of the one with its id.</summary>
    public CartPromotionIndex With(CartPromotionDefinition definition)
    {
        var index = Without(definition.Id);
        var compiled = new CompiledCartPromotion(definition);
        var byRequirement = index._byRequirement;
        foreach (var requirement in RequirementsOf(definition))
            byRequirement = byRequirement.SetItem(requirement, byRequirement.GetValueOrDefault(requirement, LatestFirst).Add(compiled));
        return new(index._all.Add(compiled.Id, compiled), byRequirement)
        {
            Counted = definition.Limits.Any(limit => limit.Scope != CartLimitScope.Cart) ? index.Counted.Add(compiled.Id) : index.Counted,
            Earned = definition.Earning is null ? index.Earned : index.Earned.Add(compiled.Id),
        };
    }

    public CartPromotionIndex Without(string id)
    {
        if (!_all.TryGetValue(id, out var known)) return this;
        var byRequirement = _byRequirement;
        foreach (var requirement in RequirementsOf(known.Definition))
        {
            var left = byRequirement[requirement].Remove(known);
            byRequirement = left.IsEmpty ? byRequirement.Remove(requirement) : byRequirement.SetItem(requirement, left);
        }
        return new(_all.Remove(id), byRequirement) { Counted = Counted.Remove(id), Earned = Earned.Remove(id) };
    }

    /// <summary>Those that the cart could fulfil, in an order of their own, and how many were looked at.</summary>
    public (List<CompiledCartPromotion> Candidates, int Visited) Candidates(CartFacts facts)
    {
        var found = new HashSet<CompiledCartPromotion>(ReferenceEqualityComparer.Instance);
        var asked = new HashSet<Requirement>();
        var visited = 0;
        Visit(Kind.Nothing, "", "");
        foreach (var held in facts.Entitlements) Visit(Kind.Held, "", held.Promotion);
        if (facts.Tier is not null) Visit(Kind.Tier, "", facts.Tier.ToUpperInvariant());
        foreach (var line in facts.Lines)
        {
            Visit(Kind.Sku, "", line.Sku);
            if (line.Name is not null) Visit(Kind.Name, "", line.Name);
            for (var i = 0; i < line.Brands.Count; i++) Visit(Kind.Brand, "", line.Brands[i]);
            for (var i = 0; i < line.Categories.Count; i++) Visit(Kind.Category, "", line.Categories[i]);
            if (line.Attributes is null) continue;
            foreach (var (name, value) in line.Attributes) Visit(Kind.Attribute, name, value);
        }
        List<CompiledCartPromotion> candidates = [.. found];
        candidates.Sort(CompiledCartPromotion.InOrder);
        return (candidates, visited);

        void Visit(Kind kind, string name, string value)
        {
            Take(new(kind, name, value, ""));
            if (facts.Store is not null) Take(new(kind, name, value, facts.Store));
        }

        void Take(Requirement requirement)
        {
            if (!_byRequirement.TryGetValue(requirement, out var bucket) || !asked.Add(requirement)) return;
            foreach (var promotion in bucket)
            {
                if (promotion.Definition.Until < facts.At) break;
                visited++;
                found.Add(promotion);
            }
        }
    }

    // One requirement is enough to find it by: the rarest of what it needs. Values of a row are alternatives, so it stands under each.
    private static IEnumerable<Requirement> RequirementsOf(CartPromotionDefinition definition)
    {
        var (kind, name, values) = Rarest(definition);
        IReadOnlyList<string> stores = definition.Stores is { In.Count: > 0 } filter && filter.In.Count * values.Count <= 1000 ? filter.In : [""];
        foreach (var value in values.Distinct(StringComparer.Ordinal))
            foreach (var store in stores.Distinct(StringComparer.Ordinal))
                yield return new(kind, name, value, store);
    }

    private static (Kind Kind, string Name, IReadOnlyList<string> Values) Rarest(CartPromotionDefinition definition)
    {
        if (definition.Type != CartPromotionType.Pos) return (Kind.Held, "", [definition.Id]);
        (Kind Kind, string Name, IReadOnlyList<string> Values) best = (Kind.Nothing, "", [""]);
        foreach (var row in definition.Condition.Products.SelectMany(part => part.Match).Where(row => !row.Not))
        {
            var kind = row.Entity switch
            {
                ProductEntity.Sku => Kind.Sku,
                ProductEntity.ProductName => Kind.Name,
                ProductEntity.Attribute => Kind.Attribute,
                ProductEntity.Brand => Kind.Brand,
                _ => Kind.Category,
            };
            if (best.Kind == Kind.Nothing || kind < best.Kind || (kind == best.Kind && row.Values.Count < best.Values.Count)) best = (kind, row.Attribute ?? "", row.Values);
        }
        return best.Kind == Kind.Nothing && definition.Tiers is { In.Count: > 0 } tiers ? (Kind.Tier, "", [.. tiers.In.Select(tier => tier.ToUpperInvariant())]) : best;
    }

    private readonly record struct Requirement(Kind Kind, string Name, string Value, string Store);
}
