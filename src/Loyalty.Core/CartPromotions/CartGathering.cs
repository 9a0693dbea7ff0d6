using NodaTime;

namespace Loyalty;

/// <summary>How units add up over the sales of a member (cart-promotions R17a); quantities in millionths.</summary>
internal static class CartGathering
{
    /// <summary>What a sale adds: for each promotion that adds up and is open to the member here and now.</summary>
    /// <param name="facts">The cart, with what was gathered before it.</param>
    /// <param name="rules">The settings.</param>
    /// <param name="index">The promotions.</param>
    /// <param name="applied">Promotions that the sale applies, with the units that each gives.</param>
    public static IReadOnlyList<CartUnitsGathered> Of(CartFacts facts, CartPromotionRules rules, CartPromotionIndex index, IReadOnlyDictionary<string, long> applied)
    {
        if (index.Gathering.Count == 0 || !facts.IsMember || !rules.Active) return [];
        var cart = new CartCase(facts, rules);
        var gathers = new List<CartUnitsGathered>();
        foreach (var id in index.Gathering)
        {
            var promotion = index.Find(id)!;
            var lines = cart.Fitting(promotion.Condition[0]);
            if (lines.Length == 0) continue;
            var isApplied = applied.TryGetValue(id, out var given);
            var (held, allowance) = CartGates.Held(promotion.Definition, facts);
            if (!isApplied && CartGates.Check(promotion.Definition, held, facts, allowance) is not null) continue;
            gathers.Add(Of(promotion, facts.Gathered.GetValueOrDefault(id), lines.Sum(line => cart.Lines[line].Units), isApplied ? given : null, [.. lines.Select(line => cart.Lines[line].Place + 1).Order()]));
        }
        return gathers;
    }

    /// <summary>What is needed before the free units come: what the condition asks for, less what was gathered.</summary>
    public static long Needed(CompiledCartPromotion promotion, long gathered) => Math.Max(0, promotion.Condition[0].Units - gathered);

    /// <summary>How many units are free.</summary>
    public static long Free(CompiledCartPromotion promotion) =>
        promotion.Rewards.Length > 0 ? promotion.Rewards[0].Units : (long)((promotion.Definition.Action.Units ?? 1) * CartLine.Micro);

    /// <summary>What a return takes of what its sale had added: units that counted for nothing come back first, with the last unit the cycle is as before.</summary>
    public static long TakenBack(CartUnitsGathered sale, long returned, bool isAll) =>
        isAll ? sale.Delta : Math.Clamp(returned - sale.Lost, 0, Math.Max(0, sale.Counted));

    private static CartUnitsGathered Of(CompiledCartPromotion promotion, long before, long there, long? given, int[] lines)
    {
        var (cycle, terms) = (promotion.Condition[0].Units, promotion.Definition.Accumulation!);
        var most = !terms.OverAchievement ? 0 : terms.LookbackCycles is { } cycles ? cycles * cycle : long.MaxValue / 4;
        var (consumed, counting) = given is null ? (0, there) : (cycle, there - given.Value);
        var after = Math.Min(before + counting - consumed, given is null ? Math.Max(before, cycle + most) : most);
        var counted = after - before + consumed;
        return new(promotion.Id, counted, counting - counted, consumed, lines);
    }
}

/// <summary>A sale added units to those that the owner has gathered for a promotion, or completed a cycle.</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="Counted">Units of the sale that count.</param>
/// <param name="Lost">Units that count for nothing.</param>
/// <param name="Consumed">Units of a cycle that the sale completed, 0 for none.</param>
/// <param name="Lines">Numbers of the bill's lines that hold the units.</param>
internal sealed record CartUnitsGathered(string Promotion, long Counted, long Lost, long Consumed, IReadOnlyList<int> Lines) : AccountChange
{
    public const byte TagOnDisk = 190;

    public override byte Tag => TagOnDisk;

    public long Delta => Counted - Consumed;

    public override void Apply(Account account, in FoldContext context) => account.Edit(CartSection.Kind).Gather(Promotion, Delta);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(Promotion);
        writer.Signed(Counted);
        writer.Signed(Lost);
        writer.Count(Consumed);
        writer.Count(Lines.Count);
        foreach (var line in Lines) writer.Count(line);
    }

    public static CartUnitsGathered ReadBody(ref RecordReader reader, Instant effective)
    {
        var (promotion, counted, lost, consumed) = (reader.Text() ?? throw RecordReader.Damaged(), reader.Signed(), reader.Signed(), reader.Count());
        var lines = new int[reader.Length()];
        for (var i = 0; i < lines.Length; i++) lines[i] = (int)reader.Count();
        return new(promotion, counted, lost, consumed, lines);
    }
}

/// <summary>A return took units back from those gathered, or gave a completed cycle back.</summary>
internal sealed record CartUnitsReturned(string Promotion, long Units) : AccountChange
{
    public const byte TagOnDisk = 191;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(CartSection.Kind).Gather(Promotion, -Units);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(Promotion);
        writer.Signed(Units);
    }

    public static CartUnitsReturned ReadBody(ref RecordReader reader, Instant effective) => new(reader.Text() ?? throw RecordReader.Damaged(), reader.Signed());
}
