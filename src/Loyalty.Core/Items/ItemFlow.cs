using static System.FormattableString;

namespace Loyalty;

/// <summary>The catalogue of items, where the organisation keeps one (transactions R12).</summary>
internal static class ItemFlow
{
    /// <summary>What of a line is not in the catalogue, and would be told as unknown: its base, else its own code; null where all of it is there.</summary>
    public static string? Unknown(CommandContext context, BillLine line)
    {
        if (Item.Find(context.Work, context.Organisation, line.Sku) is not null) return null;
        return line.Details?.BaseSku is { } parent && Item.Find(context.Work, context.Organisation, parent) is null ? parent : line.Sku;
    }

    /// <summary>Adds what a bill's lines bring that is not there, within its entry: an unknown item; a new variant of a known base; of an unknown base with its variant the base alone.</summary>
    public static void AddOf(CommandContext context, AccountHand hand, IReadOnlyList<BillLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (Unknown(context, lines[i]) is not { } sku) continue;
            context.Trace.Note("bill.item", "transactions R12", false, sku, "an item of the catalogue");
            Add(context, hand, sku, sku == lines[i].Sku ? lines[i].Details?.BaseSku : null);
        }
    }

    public static Outcome<IReadOnlyList<CatalogueItem>> Add(CommandContext context, AddItems command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Parts(command)) is { } unfit) return unfit;
        var print = new Fingerprint("items.add").With("items", string.Join('\n', command.Items.Select(item => $"{item.Sku}\t{item.BaseSku}"))).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept<IReadOnlyList<CatalogueItem>>(Told(context, command), replayed: true);
        var hand = context.TakeOrganisation(context.Recorded);
        hand.Begin(EntryKind.Items, EntryFacts.None, context.Program(context.Recorded).Version);
        foreach (var (sku, parent) in command.Items.Select(item => (item.Sku, item.BaseSku)))
        {
            if (parent is not null && context.Trace.Fails("item.base", "transactions R12", Item.Find(context.Work, context.Organisation, parent) is not null, parent, "an item of the catalogue")) return new ItemBaseUnknown(Text.Shown(parent));
            if (Item.Find(context.Work, context.Organisation, sku) is null) Add(context, hand, sku, parent);
        }
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(0, null, print, hand.OwnEntry.Position);
        return context.Accept<IReadOnlyList<CatalogueItem>>(Told(context, command));
    }

    public static CatalogueItem Show(Item item) => new(item.Sku, item.Base) { AddedAt = item.AddedAt };

    private static Refusal? Parts(AddItems command)
    {
        const int Most = 1000;
        if (command.Items is null || command.Items.Count is 0 or > Most) return new InvalidValue("Items", Invariant($"{command.Items?.Count ?? 0} items"), Invariant($"1 to {Most}"));
        for (var i = 0; i < command.Items.Count; i++)
        {
            if (command.Items[i] is not { } item) return new InvalidValue(Invariant($"Items[{i}]"), "", "an item");
            if ((Text.Check(Invariant($"Items[{i}].Sku"), item.Sku, 100, required: true) ?? Text.Check(Invariant($"Items[{i}].BaseSku"), item.BaseSku, 100)) is { } unfit) return unfit;
            if (item.BaseSku is { } parent && (parent.Length == 0 || parent == item.Sku)) return new InvalidValue(Invariant($"Items[{i}].BaseSku"), Text.Shown(parent), "another item");
        }
        return null;
    }

    private static void Add(CommandContext context, AccountHand hand, string sku, string? parent)
    {
        var item = new Item(context.Work.NextId(Item.All), context.Organisation, sku, parent, context.Recorded);
        hand.Change(new ItemAdded(item.Id, sku, parent));
        context.Work.Put(Item.All, item.Id, item);
        context.Work.Put(Claims.All, item.Claim, new Claim(item.Id));
    }

    private static CatalogueItem[] Told(CommandContext context, AddItems command) => [.. command.Items.Select(item => Show(Item.Find(context.Work, context.Organisation, item.Sku)!))];
}
