namespace Loyalty;

/// <summary>
/// What an exchange carries over of the promotions of its purchase: units bought take the place of units that come back, one for one, as far as they
/// are of the promotion's products. They get what it had given to those, and count for its condition on what remains.
/// </summary>
internal static class ExchangedPromotions
{
    /// <summary>Carries over to the terms of the new sale; the purchase after the return with what was replaced.</summary>
    public static Bill Carry(CommandContext context, Bill before, Bill after, ProgramSnapshot program, ref SaleDecisions.Terms terms)
    {
        if (before.Promotions.All(given => given.Terms is null)) return after;
        var promotions = after.Promotions.ToArray();
        for (var i = 0; i < promotions.Length; i++)
            if (promotions[i].Terms is { } own && Carried(context, promotions[i], own) is { } promotion) promotions[i] = Carry(promotions[i], promotion, before, after, program, ref terms);
        return after with { Promotions = promotions };
    }

    private static CompiledCartPromotion? Carried(CommandContext context, BillPromotion given, BillPromotionTerms terms) =>
        CartPromotionIndex.Of(context.Configurations.Version(context.Work, terms.Configuration))?.Find(given.Promotion) is { Definition.OnExchange: CartOnExchange.Carried } promotion ? promotion : null;

    private static BillPromotion Carry(BillPromotion given, CompiledCartPromotion promotion, Bill before, Bill after, ProgramSnapshot program, ref SaleDecisions.Terms terms)
    {
        var (back, benefit) = ComesBack(given, before, after, program.MinorUnits);
        var room = Room(promotion, program, terms);
        var (replaceable, fitting) = (back.Sum(), 0m);
        for (var i = 0; i < room.Length; i++)
            if (room[i] > 0) fitting += terms.Lines[i].Quantity;
        var replaced = Math.Min(replaceable, fitting);
        if (replaced == 0) return given;
        benefit = replaced == replaceable ? benefit : decimal.Round(benefit * replaced / replaceable, program.MinorUnits, MidpointRounding.ToZero);
        benefit = Math.Min(benefit, room.Sum());
        var own = given.Terms!;
        var places = own.Replaced.Count > 0 ? own.Replaced.ToArray() : new decimal[after.Lines.Count];
        for (var (i, left) = (0, replaced); i < places.Length && left > 0; i++)
        {
            var part = Math.Min(left, back[i]);
            places[i] += part;
            left -= part;
        }
        if (benefit > 0) terms = Given(promotion, room, benefit, program, terms);
        return given with { Terms = own with { Replaced = places, Carried = own.Carried + benefit } };
    }

    /// <summary>How many units of each line come back now of those that the promotion touched, and what it had given to them.</summary>
    private static (decimal[] Quantities, decimal Benefit) ComesBack(BillPromotion given, Bill before, Bill after, int minorUnits)
    {
        var quantities = new decimal[after.Lines.Count];
        var benefit = 0m;
        // An amount that comes back names no units.
        if (after.Returned == ReturnState.SomeAmount || before.Returned == ReturnState.SomeAmount) return (quantities, 0);
        for (var i = 0; i < quantities.Length; i++)
        {
            if (given.Lines.All(line => line.Line != i + 1) && given.Terms!.Shares.Where((share, at) => share != 0 && after.Worths[at].Line == i + 1).Any() == false) continue;
            quantities[i] = (after.ReturnedLines.Count == 0 ? after.Lines[i].Quantity : after.ReturnedOf(i).Quantity) - before.ReturnedOf(i).Quantity;
            benefit += ReturnBenefits.Back(given, after, i + 1, minorUnits) - ReturnBenefits.Back(given, before, i + 1, minorUnits);
        }
        return (quantities, benefit);
    }

    /// <summary>What each line of the new sale can take: nothing where it is not of the promotion's products, may not be discounted, or carries another.</summary>
    private static decimal[] Room(CompiledCartPromotion promotion, ProgramSnapshot program, in SaleDecisions.Terms terms)
    {
        var rules = program.Program.CartPromotions ?? new();
        var room = new decimal[terms.Lines.Count];
        for (var i = 0; i < room.Length; i++)
        {
            var line = terms.Lines[i];
            if (line.Quantity <= 0 || rules.ExcludedSkus.Contains(line.Sku, StringComparer.Ordinal)) continue;
            var fact = SalePromotions.FactOf(line);
            if (!promotion.IsCartLevel && (terms.Promotions.Any(each => each.IsOnLine(i + 1)) || !promotion.Condition.Concat(promotion.Rewards).Any(part => part.Fits(fact)))) continue;
            var floor = rules.FloorPrices.FirstOrDefault(each => each.Sku == line.Sku)?.Price ?? 0;
            room[i] = Math.Max(0, decimal.Round(line.Amount - (floor * line.Quantity), program.MinorUnits, MidpointRounding.ToZero));
        }
        return room;
    }

    private static SaleDecisions.Terms Given(CompiledCartPromotion promotion, decimal[] room, decimal benefit, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        var minor = Allocation.PowerOfTen(program.MinorUnits);
        var shares = Allocation.Spread((long)(benefit * minor), room);
        var lines = terms.Lines.ToArray();
        var given = new List<BillPromotionLine>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (shares[i] == 0) continue;
            var share = shares[i] / minor;
            given.Add(new(i + 1, share, promotion.IsCartLevel ? 0 : lines[i].Quantity, lines[i].Quantity));
            lines[i] = lines[i] with { Amount = lines[i].Amount - share, Discount = lines[i].Discount + share };
        }
        return terms with { Lines = lines, Amount = terms.Amount - benefit, Promotions = [.. terms.Promotions, new(promotion.Id, benefit, 1, given)] };
    }

    private static bool IsOnLine(this BillPromotion given, int line) => given.Lines.Any(each => each.Line == line && each.Used > 0);
}
