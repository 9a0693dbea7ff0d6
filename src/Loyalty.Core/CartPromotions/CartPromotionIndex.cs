using System.Collections.Immutable;
using NodaTime;

namespace Loyalty;

/// <summary>
/// The promotions by what each requires: something the cart must bring (an item code, a brand, what the customer holds), the store, that it has not
/// ended, and where nothing else finds it what the cart must come to. Immutable; a change shares all that it does not touch with what was before.
/// </summary>
internal sealed class CartPromotionIndex
{
    public static readonly CartPromotionIndex Empty = new(ImmutableDictionary.Create<string, CompiledCartPromotion>(StringComparer.Ordinal), new Postings());

    private readonly ImmutableDictionary<string, CompiledCartPromotion> _all;
    private readonly Postings _postings;
    private CompiledCartPromotion[]? _inOrder;

    // What a version's list was, so that the next need not be looked up one by one.
    private IReadOnlyList<CartPromotionDefinition>? _made;

    private CartPromotionIndex(ImmutableDictionary<string, CompiledCartPromotion> all, Postings postings)
    {
        _all = all;
        _postings = postings;
    }

    public int Count => _all.Count;

    /// <summary>Those whose uses are counted.</summary>
    public ImmutableHashSet<string> Counted { get; private init; } = [];

    /// <summary>Those that a purchase unlocks.</summary>
    public ImmutableSortedSet<string> Earned { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Those whose units add up over sales.</summary>
    public ImmutableSortedSet<string> Gathering { get; private init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Those that ask for groups or labels of the customer.</summary>
    public ImmutableHashSet<string> Belonging { get; private init; } = [];

    public IEnumerable<CompiledCartPromotion> All => _all.Values;

    /// <summary>The same by id. They are put in order when that is asked for first.</summary>
    public IReadOnlyList<CompiledCartPromotion> InOrder => _inOrder ??= [.. _all.Values.OrderBy(each => each.Id, StringComparer.Ordinal)];

    /// <summary>The index of a program, made once a version, of the one before it where that is known; null where it has no promotions at all.</summary>
    public static CartPromotionIndex? Of(ProgramSnapshot program) =>
        program.Program.CartPromotions is null ? null
        : program.Compiled<CartPromotionIndex>(static (definition, before) => before is null ? Of(definition.CartPromotions!.Promotions) : before.To(definition.CartPromotions!.Promotions));

    public CompiledCartPromotion? Find(string id) => _all.GetValueOrDefault(id);

    public static CartPromotionIndex Of(IEnumerable<CartPromotionDefinition> definitions)
    {
        var index = new CartPromotionIndex(Empty._all, new Postings());
        foreach (var definition in definitions) index = index.With(definition, index._postings);
        index._made = definitions as IReadOnlyList<CartPromotionDefinition>;
        return index;
    }

    /// <summary>The index of other promotions: those that are the same stay as they are, and all is made anew only where most are others.</summary>
    public CartPromotionIndex To(IReadOnlyList<CartPromotionDefinition> definitions)
    {
        var index = OfFew(definitions) ?? OfMany(definitions);
        index._made = definitions;
        return index;
    }

    /// <summary>The same where a few were taken out and a few put last, as promotions saved one by one are: nobody else is looked up. Null where more has changed.</summary>
    private CartPromotionIndex? OfFew(IReadOnlyList<CartPromotionDefinition> definitions)
    {
        const int few = 16;
        if (_made is not { } made) return null;
        var left = new List<CartPromotionDefinition>();
        var at = 0;
        for (var i = 0; i < made.Count && left.Count <= few; i++)
        {
            if (at < definitions.Count && ReferenceEquals(made[i], definitions[at])) at++;
            else left.Add(made[i]);
        }
        if (left.Count > few || definitions.Count - at > few) return null;
        if (left.Count == 0 && at == definitions.Count) return this;
        var (index, postings) = (this, _postings.Copy());
        foreach (var definition in left) index = index.Without(definition.Id, postings);
        for (; at < definitions.Count; at++) index = index.With(definitions[at], postings);
        return index;
    }

    private CartPromotionIndex OfMany(IReadOnlyList<CartPromotionDefinition> definitions)
    {
        var others = new List<CartPromotionDefinition>();
        var known = 0;
        foreach (var definition in definitions)
        {
            if (Find(definition.Id) is not { } own) others.Add(definition);
            else if (ReferenceEquals(own.Definition, definition)) known++;
            else
            {
                known++;
                others.Add(definition);
            }
            if (others.Count > 16 && others.Count > definitions.Count / 2) return Of(definitions);
        }
        if (others.Count == 0 && known == Count) return this;
        var index = this;
        var postings = _postings.Copy();
        if (known < Count)
        {
            var left = definitions.Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var id in _all.Keys.Where(id => !left.Contains(id)).ToArray()) index = index.Without(id, postings);
        }
        foreach (var definition in others) index = index.With(definition, postings);
        return index;
    }

    /// <summary>Adds a promotion, or puts it in the place of the one with its id.</summary>
    public CartPromotionIndex With(CartPromotionDefinition definition) => With(definition, _postings.Copy());

    public CartPromotionIndex Without(string id) => Without(id, _postings.Copy());

    /// <summary>Those that the cart could fulfil, in an order of their own, and how many were looked at.</summary>
    public (List<CompiledCartPromotion> Candidates, int Visited) Candidates(CartFacts facts)
    {
        // Without settings no item is excluded, so that the cart comes to no less.
        var found = Find(new CartCase(facts, new()), isWide: false);
        found.Sort(CompiledCartPromotion.InOrder);
        return (found, found.Count);
    }

    /// <summary>Those that the cart could fulfil, in no order; wide: however little it comes to. Tells the cart by which lines they were found.</summary>
    public List<CompiledCartPromotion> Find(CartCase cart, bool isWide)
    {
        var facts = cart.Facts;
        var finder = cart.Space.Finder;
        finder.Begin(cart, isWide);
        _postings.Visit(finder, CartRequirementKind.Nothing, "", "");
        for (var i = 0; i < facts.Entitlements.Count; i++) _postings.Visit(finder, CartRequirementKind.Held, "", facts.Entitlements[i].Promotion);
        if (facts.Tier is not null) _postings.Visit(finder, CartRequirementKind.Tier, "", facts.Tier.ToUpperInvariant());
        foreach (var line in cart.Lines)
        {
            finder.Line = line.IsExcluded ? -1 : line.Index;
            var fact = line.Fact;
            _postings.Visit(finder, CartRequirementKind.Sku, "", fact.Sku);
            if (fact.Name is not null) _postings.Visit(finder, CartRequirementKind.Name, "", fact.Name);
            for (var i = 0; i < fact.Brands.Count; i++) _postings.Visit(finder, CartRequirementKind.Brand, "", fact.Brands[i]);
            for (var i = 0; i < fact.Categories.Count; i++) _postings.Visit(finder, CartRequirementKind.Category, "", fact.Categories[i]);
            if (fact.Attributes is null || !_postings.Has(CartRequirementKind.Attribute)) continue;
            foreach (var (name, value) in fact.Attributes) _postings.Visit(finder, CartRequirementKind.Attribute, name, value);
        }
        finder.Finish();
        return finder.Found;
    }

    private CartPromotionIndex With(CartPromotionDefinition definition, Postings postings)
    {
        var index = Without(definition.Id, postings);
        var requirement = CartRequirement.Of(definition);
        var compiled = CompiledCartPromotion.Of(definition, requirement.Part);
        foreach (var (value, store) in requirement.Places(definition)) postings.Add(requirement, value, store, compiled);
        return new(index._all.Add(compiled.Id, compiled), postings)
        {
            Counted = definition.Limits.Any(limit => limit.Scope != CartLimitScope.Cart) ? index.Counted.Add(compiled.Id) : index.Counted,
            Earned = definition.Earning is null ? index.Earned : index.Earned.Add(compiled.Id),
            Gathering = definition.Accumulation is null ? index.Gathering : index.Gathering.Add(compiled.Id),
            Belonging = definition.Groups is null && definition.Labels is null ? index.Belonging : index.Belonging.Add(compiled.Id),
        };
    }

    private CartPromotionIndex Without(string id, Postings postings)
    {
        if (!_all.TryGetValue(id, out var known)) return this;
        var requirement = CartRequirement.Of(known.Definition);
        foreach (var (value, store) in requirement.Places(known.Definition)) postings.Remove(requirement, value, store, known);
        return new(_all.Remove(id), postings) { Counted = Counted.Remove(id), Earned = Earned.Remove(id), Gathering = Gathering.Remove(id), Belonging = Belonging.Remove(id) };
    }

    /// <summary>
    /// What stands under each requirement. Nearly all ask for a value and nothing else: those have tables of their own by kind. A copy copies tables,
    /// not what stands in them.
    /// </summary>
    private sealed class Postings
    {
        private readonly Dictionary<string, Posting>?[] _plain;
        private readonly Dictionary<(CartRequirementKind Kind, string Name, string Value, string Store), Posting> _others;
        private readonly int[] _kinds;
        private int _stores;

        public Postings()
        {
            var kinds = Enum.GetValues<CartRequirementKind>().Length;
            (_plain, _others, _kinds) = (new Dictionary<string, Posting>?[kinds], [], new int[kinds]);
        }

        private Postings(Postings other)
        {
            _plain = Array.ConvertAll(other._plain, static table => table is null ? null : new Dictionary<string, Posting>(table, StringComparer.Ordinal));
            _others = new(other._others);
            _kinds = (int[])other._kinds.Clone();
            _stores = other._stores;
        }

        public Postings Copy() => new(this);

        public bool Has(CartRequirementKind kind) => _kinds[(int)kind] > 0;

        public void Visit(CartFinder finder, CartRequirementKind kind, string name, string value)
        {
            if (!Has(kind)) return;
            Find(kind, name, value, "")?.Take(finder);
            if (_stores > 0 && finder.Store is { } store) Find(kind, name, value, store)?.Take(finder);
        }

        public void Add(CartRequirement requirement, string value, string store, CompiledCartPromotion promotion)
        {
            if (Find(requirement.Kind, requirement.Name, value, store) is { } known)
            {
                Put(requirement, value, store, known.With(requirement.Level, promotion));
                return;
            }
            Put(requirement, value, store, Posting.Nothing.With(requirement.Level, promotion));
            _kinds[(int)requirement.Kind]++;
            if (store.Length > 0) _stores++;
        }

        public void Remove(CartRequirement requirement, string value, string store, CompiledCartPromotion promotion)
        {
            var left = Find(requirement.Kind, requirement.Name, value, store)!.Without(requirement.Level, promotion);
            Put(requirement, value, store, left);
            if (left is not null) return;
            _kinds[(int)requirement.Kind]--;
            if (store.Length > 0) _stores--;
        }

        private Posting? Find(CartRequirementKind kind, string name, string value, string store) =>
            name.Length == 0 && store.Length == 0 ? _plain[(int)kind]?.GetValueOrDefault(value) : _others.GetValueOrDefault((kind, name, value, store));

        private void Put(CartRequirement requirement, string value, string store, Posting? posting)
        {
            if (requirement.Name.Length == 0 && store.Length == 0)
            {
                var table = _plain[(int)requirement.Kind] ??= new(StringComparer.Ordinal);
                if (posting is null) table.Remove(value);
                else table[value] = posting;
                return;
            }
            var key = (requirement.Kind, requirement.Name, value, store);
            if (posting is null) _others.Remove(key);
            else _others[key] = posting;
        }
    }

    /// <summary>What stands under one requirement: by level of what the cart must come to, the latest end first.</summary>
    private sealed class Posting(Posting.Shelf[] shelves)
    {
        public static readonly Posting Nothing = new([]);

        public void Take(CartFinder finder)
        {
            foreach (var shelf in shelves)
            {
                if (shelf.Level > finder.Level) continue;
                foreach (var promotion in shelf.Promotions)
                    if (!finder.Take(promotion, shelf.Level == finder.Level)) break;
            }
        }

        public Posting With(int level, CompiledCartPromotion promotion)
        {
            var at = Array.FindIndex(shelves, shelf => shelf.Level == level);
            if (at < 0) return new([.. shelves, new(level, [promotion])]);
            var own = shelves[at].Promotions;
            var place = ~Array.BinarySearch(own, promotion, LatestFirst);
            return Of(at, new(level, [.. own.AsSpan(0, place), promotion, .. own.AsSpan(place)]));
        }

        public Posting? Without(int level, CompiledCartPromotion promotion)
        {
            var at = Array.FindIndex(shelves, shelf => shelf.Level == level);
            var left = Array.FindAll(shelves[at].Promotions, each => !ReferenceEquals(each, promotion));
            if (left.Length > 0) return Of(at, new(level, left));
            return shelves.Length == 1 ? null : new([.. shelves.Where(shelf => shelf.Level != level)]);
        }

        private Posting Of(int at, Shelf shelf)
        {
            var copy = (Shelf[])shelves.Clone();
            copy[at] = shelf;
            return new(copy);
        }

        internal sealed record Shelf(int Level, CompiledCartPromotion[] Promotions);
    }

    private static readonly Comparer<CompiledCartPromotion> LatestFirst = Comparer<CompiledCartPromotion>.Create(static (a, b) =>
    {
        var order = b.Definition.Until.CompareTo(a.Definition.Until);
        return order != 0 ? order : string.CompareOrdinal(a.Id, b.Id);
    });
}
