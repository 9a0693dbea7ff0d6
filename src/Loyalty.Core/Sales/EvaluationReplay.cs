namespace Loyalty;

/// <summary>A kept evaluation decided again from what was recorded with it: same cart, promotions, history and time.</summary>
internal static class EvaluationReplay
{
    public static Outcome<CartEvaluationReplayed> Run(CommandContext context, string evaluation)
    {
        if (SaleEvaluations.Find(context, evaluation) is not { } record) return new CartEvaluationUnknown(Text.Shown(evaluation));
        var program = context.Configurations.Version(context.Work, record.Configuration);
        var shown = SaleEvaluations.Show(context, record);
        if (record.Known is not { } known || CartPromotionIndex.Of(program) is not { } index) return context.Accept(new CartEvaluationReplayed(shown, true, record.Nets.Sum(), [], null));
        var facts = known.Facts([.. record.Lines.Select(SalePromotions.FactOf)], record.At, program);
        var deal = CartEvaluator.Evaluate(facts, program.Program.CartPromotions!, index, CartTelling.Touched);
        var isSame = deal.Lines.Select(line => line.Net).SequenceEqual(record.Nets)
            && deal.Applied.Select(each => (each.Promotion.Id, each.Discount, each.Times)).SequenceEqual(record.Promotions.Select(each => (each.Promotion, each.Discount, each.Times)));
        context.Trace.Note("cart_evaluation.replayed", "cart-promotions R18", isSame, deal.Payable, record.Nets.Sum());
        return context.Accept(new CartEvaluationReplayed(shown, isSame, deal.Payable, CartOperations.Told(context.Options.Audience, deal.Promotions), deal.Proof));
    }
}
