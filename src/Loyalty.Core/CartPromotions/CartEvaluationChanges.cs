using NodaTime;

namespace Loyalty;

/// <summary>A cart was evaluated and the answer kept; what it applied is reserved until its end (cart-promotions R18).</summary>
internal sealed record CartEvaluationMade(CartEvaluationRecord Evaluation) : CartChange
{
    public const byte TagOnDisk = 48;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (!Evaluation.IsLocked || !account.Owner.IsMember) return;
        var section = account.Edit(CartSection.Kind);
        section.Open(Evaluation.Id, Evaluation.Until, context.Effective);
        foreach (var reserved in Evaluation.Reserved)
        {
            if (reserved.Member) section.Set(reserved.Promotion, section.Of(reserved.Promotion).Holding(reserved.Hold(Evaluation), context.Effective));
            if (reserved.Holding == 0) continue;
            var held = section.Known(reserved.Holding);
            section.Set(held with { Uses = held.Uses.Holding(reserved.Hold(Evaluation), context.Effective) });
        }
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
        book.Put(CartEvaluationRecord.All, new RecordKey(Evaluation.Id), Evaluation);
        if (Evaluation.Cart is { } cart) book.Put(Claims.All, Claims.Key(ClaimKind.CartEvaluation, Evaluation.Organisation, 0, cart), new Claim(Evaluation.Id));
        if (!Evaluation.IsLocked) return;
        foreach (var reserved in Evaluation.Reserved)
        {
            if (reserved.Shared) book.PutShared(moment.Organisation, reserved.Promotion, book.Shared(moment.Organisation, reserved.Promotion).Holding(reserved.Hold(Evaluation), moment.Effective));
            if (reserved.Code != 0 && book.KnownCode(reserved.Code) is { } code) book.Put(code with { Uses = code.Uses.Holding(reserved.Hold(Evaluation), moment.Effective) });
        }
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => Evaluation.Write(writer);

    public static CartEvaluationMade ReadBody(ref RecordReader reader, Instant effective) => new(CartEvaluationRecord.Read(ref reader));
}

/// <summary>A kept evaluation was redeemed, cancelled or replaced: what it reserved is free.</summary>
internal sealed record CartEvaluationEnded(long Evaluation, CartEvaluationState State, long Bill, IReadOnlyList<CartReserved> Freed) : CartChange
{
    public const byte TagOnDisk = 49;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (!account.Owner.IsMember) return;
        var section = account.Edit(CartSection.Kind);
        section.Close(Evaluation);
        foreach (var freed in Freed)
        {
            if (freed.Member) section.Set(freed.Promotion, section.Of(freed.Promotion).Freeing(Evaluation, context.Effective));
            if (freed.Holding != 0 && section.Find(freed.Holding) is { } held) section.Set(held with { Uses = held.Uses.Freeing(Evaluation, context.Effective) });
        }
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
        book.Put(CartEvaluationRecord.All, new RecordKey(Evaluation), book.KnownEvaluation(Evaluation) with { State = State, Bill = Bill });
        foreach (var freed in Freed)
        {
            if (freed.Shared) book.PutShared(moment.Organisation, freed.Promotion, book.Shared(moment.Organisation, freed.Promotion).Freeing(Evaluation, moment.Effective));
            if (freed.Code != 0 && book.KnownCode(freed.Code) is { } code) book.Put(code with { Uses = code.Uses.Freeing(Evaluation, moment.Effective) });
        }
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Evaluation);
        writer.Byte((byte)State);
        writer.Count(Bill);
        writer.Count(Freed.Count);
        foreach (var freed in Freed) freed.Write(writer);
    }

    public static CartEvaluationEnded ReadBody(ref RecordReader reader, Instant effective)
    {
        var (evaluation, state, bill) = (reader.Count(), (CartEvaluationState)reader.Byte(), reader.Count());
        var freed = new CartReserved[reader.Length()];
        for (var i = 0; i < freed.Length; i++) freed[i] = CartReserved.Read(ref reader);
        return new(evaluation, state, bill, freed);
    }
}
