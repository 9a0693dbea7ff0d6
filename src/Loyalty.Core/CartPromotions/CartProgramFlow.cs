namespace Loyalty;

/// <summary>How promotions of the program are saved one by one: the rest of the configuration stays what it is at that moment (cart-promotions R29).</summary>
internal static class CartProgramFlow
{
    public static Outcome<CartPromotionSaved> Create(CommandContext context, CreateCartPromotion command)
    {
        if (command.Promotion is not { } given) return new InvalidValue("Promotion", "", "a promotion");
        var print = Print("cart_promotions.create", given);
        if (Repeated(context, print, given.Id, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(first, replayed: true);
        var known = Known(context);
        if (string.IsNullOrEmpty(given.Id)) given = given with { Id = context.CouponKeys.PromotionId(context.Organisation, context.Program(context.Recorded).Version) };
        else if (context.Trace.Fails("cart_promotion.id_new", "cart-promotions R29", Find(known, given.Id) is null, given.Id, "an id that none has")) return new CartPromotionIdTaken(Text.Shown(given.Id));
        return NameTaken(context, given, known) is { } taken ? taken : Put(context, given, null, print);
    }

    public static Outcome<CartPromotionSaved> Update(CommandContext context, UpdateCartPromotion command)
    {
        if (command.Promotion is not { } given) return new InvalidValue("Promotion", "", "a promotion");
        var print = Print("cart_promotions.update", given);
        if (Repeated(context, print, given.Id, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(first, replayed: true);
        var known = Known(context);
        var before = Find(known, given.Id ?? "");
        if (context.Trace.Fails("cart_promotion.known", "cart-promotions R29", before is not null, given.Id, "a cart promotion of the program")) return new CartPromotionUnknown(Text.Shown(given.Id ?? ""));
        var isSameEarning = (before!.Earning is null) == (given.Earning is null);
        if (context.Trace.Fails("cart_promotion.earning", "cart-promotions R29", isSameEarning, given.Earning is null ? "by a call" : "by a purchase", before.Earning is null ? "by a call" : "by a purchase")) return new CartPromotionEarningFixed(before.Id);
        if (command.KeepsUnsaid) given = given with { Groups = before.Groups, Labels = before.Labels, Accumulation = before.Accumulation, OnReturn = before.OnReturn, OnExchange = before.OnExchange };
        return NameTaken(context, given, known) is { } taken ? taken : Put(context, given, before, print);
    }

    public static Outcome<CartPromotionRules> Set(CommandContext context, SetCartStrategy command)
    {
        var saved = ProgramOperations.Change(context, definition => With(definition, rules => rules with
        {
            Active = command.Active ?? rules.Active,
            First = command.First ?? rules.First,
            Ranking = command.Ranking ?? rules.Ranking,
            Rewards = command.Rewards ?? rules.Rewards,
            OnePerLine = command.OnePerLine ?? rules.OnePerLine,
        }), new Fingerprint("cart_promotions.strategy").Value());
        return saved.IsRefused ? saved.Refusal : context.Accept(saved.Value.Definition.Program.CartPromotions!, replayed: !saved.Value.IsNew);
    }

    private static Outcome<CartPromotionSaved> Put(CommandContext context, CartPromotionDefinition given, CartPromotionDefinition? before, ulong print)
    {
        // The caller may go on changing its lists; the program's are its own.
        var own = Copy(given);
        // A program with promotions is changed by this one alone; the first makes the whole anew.
        var saved = context.Program(context.Recorded).Program.CartPromotions is { Promotions.Count: > 0 } ? ProgramOperations.Put(context, own, before, print)
            : ProgramOperations.Change(context, definition => With(definition, rules => rules with { Promotions = [own] }), print);
        return saved.IsRefused ? saved.Refusal : context.Accept(new CartPromotionSaved(given, saved.Value.Version, saved.Value.From));
    }

    private static LoyaltyDefinition With(LoyaltyDefinition definition, Func<CartPromotionRules, CartPromotionRules> change) =>
        definition with { Program = definition.Program with { CartPromotions = change(definition.Program.CartPromotions ?? new()) } };

    /// <summary>What the call's key has saved already.</summary>
    private static Refusal? Repeated(CommandContext context, ulong print, string? id, out CartPromotionSaved? first)
    {
        first = null;
        var (entry, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null || entry is null) return conflict;
        var definition = context.Configurations.Version(context.Work, entry.Configuration).Definition;
        // The one that was saved stands last.
        var saved = string.IsNullOrEmpty(id) ? definition.Program.CartPromotions!.Promotions[^1] : definition.Program.CartPromotions!.Promotions.First(each => each.Id == id);
        first = new(saved, entry.Configuration, entry.Effective);
        return null;
    }

    private static IReadOnlyList<CartPromotionDefinition> Known(CommandContext context) => context.Program(context.Recorded).Program.CartPromotions?.Promotions ?? [];

    // Each id and name is looked at once a command: no table of them is worth making.
    private static CartPromotionDefinition? Find(IReadOnlyList<CartPromotionDefinition> known, string id)
    {
        foreach (var each in known)
            if (each.Id == id) return each;
        return null;
    }

    /// <summary>Names are unique, as people tell promotions apart by them (716).</summary>
    private static CartPromotionNameTaken? NameTaken(CommandContext context, CartPromotionDefinition given, IReadOnlyList<CartPromotionDefinition> known)
    {
        var other = given.Name is null ? null : known.FirstOrDefault(each => string.Equals(each.Name, given.Name, StringComparison.OrdinalIgnoreCase) && each.Id != given.Id);
        return context.Trace.Fails("cart_promotion.name_new", "cart-promotions R29", other is null, given.Name ?? "none", "a name that no other has") ? new CartPromotionNameTaken(given.Name!, other!.Id) : null;
    }

    // By its content, in the one form in which a definition is written.
    private static ulong Print(string command, CartPromotionDefinition given) => new Fingerprint(command).With("json", Alone(given).ToJson()).Value();

    // What cannot be written and read is refused as it was given.
    private static CartPromotionDefinition Copy(CartPromotionDefinition given)
    {
        var faults = new FieldFaults();
        var copy = DefinitionJson.Parse(Alone(given).ToJson(), faults);
        return faults.Sorted().Count == 0 && copy is not null ? copy.Program.CartPromotions!.Promotions[0] : given;
    }

    private static LoyaltyDefinition Alone(CartPromotionDefinition given) => new()
    {
        Organisation = new() { Code = "print", Name = "print", Zone = "UTC", Currency = "XXX" },
        Program = new() { Code = "print", Name = "print", CartPromotions = new() { Promotions = [given] } },
    };
}
