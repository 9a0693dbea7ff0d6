using static System.FormattableString;

namespace Loyalty;

/// <summary>The catalogue of items: add, look up, list. Bills add to it where <see cref="BillRules.KeepsItems"/> says so.</summary>
public sealed class ItemOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal ItemOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>Adds items in one commit; gives each as it stands. Refused: <c>place.unknown</c>, <c>value.invalid</c>, <c>item.base_unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CatalogueItem>>> AddAsync(AddItems command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("items.add", _actor, options, context => ItemFlow.Add(context, command), cancellation);
    }

    /// <summary>The item with a code. Refused: <c>item.unknown</c>.</summary>
    public ValueTask<Outcome<CatalogueItem>> GetAsync(string sku, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sku);
        return _runner.ReadAsync<CatalogueItem>(_actor, context => Item.Find(context.Work, context.Organisation, sku) is { } item ? context.Accept(ItemFlow.Show(item)) : new ItemUnknown(Text.Shown(sku)), cancellation);
    }

    /// <summary>The items in the order in which they came, a page at a time. Refused: <c>value.invalid</c>.</summary>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after so far: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CatalogueItem>>> ListAsync(int limit = 100, long after = 0, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => List(context, limit, after), cancellation);

    private static Outcome<Page<CatalogueItem>> List(CommandContext context, int limit, long after)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{limit}"), "1 to 1,000");
        if (after < 0) return new InvalidValue("After", Invariant($"{after}"), "0 or above");
        var (found, rows) = (new List<CatalogueItem>(), new List<KeyValuePair<RecordKey, Item>>());
        do
        {
            context.Work.Scan(Item.All, KeyRange.After(new RecordKey(after)), limit, false, rows);
            foreach (var (key, item) in rows)
            {
                after = key.Number;
                if (item.Organisation == context.Organisation) found.Add(ItemFlow.Show(item));
                if (found.Count == limit) return context.Accept(new Page<CatalogueItem>(found, after));
            }
        }
        while (rows.Count == limit);
        return context.Accept(new Page<CatalogueItem>(found, null));
    }
}
