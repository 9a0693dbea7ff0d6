using NodaTime;

namespace Loyalty;

/// <summary>Codes of a promotion were made; they stand in the organisation's own entry.</summary>
internal sealed record CartCodesMade(long Organisation, string Promotion, IReadOnlyList<CartCodeTerms> Codes) : CartChange
{
    public const byte TagOnDisk = 45;

    public override byte Tag => TagOnDisk;

    public override void Apply(CartBook book, in CartMoment moment)
    {
        foreach (var code in Codes)
        {
            book.Put(new CartCode { Id = code.Id, Organisation = Organisation, Promotion = Promotion, Text = code.Text, At = moment.Effective, Until = code.Until });
            book.Put(Claims.All, Claims.Key(ClaimKind.CartCode, Organisation, 0, CartCode.Normal(code.Text)), new Claim(code.Id));
        }
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Organisation);
        writer.Text(Promotion);
        writer.Count(Codes.Count);
        foreach (var code in Codes)
        {
            writer.Count(code.Id);
            writer.Text(code.Text);
            writer.Signed(code.Until.ToUnixTimeTicks());
        }
    }

    public static CartCodesMade ReadBody(ref RecordReader reader, Instant effective)
    {
        var (organisation, promotion) = (reader.Count(), reader.Text() ?? throw RecordReader.Damaged());
        var codes = new CartCodeTerms[reader.Length()];
        for (var i = 0; i < codes.Length; i++) codes[i] = new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), Instant.FromUnixTimeTicks(reader.Signed()));
        return new(organisation, promotion, codes);
    }
}

/// <summary>A code was given to one member, or to everybody again (customer 0); or put out of use, or into it.</summary>
internal sealed record CartCodeSet(long Code, long Customer, bool IsInactive) : CartChange
{
    public const byte TagOnDisk = 46;

    public override byte Tag => TagOnDisk;

    public override void Apply(CartBook book, in CartMoment moment) => book.Put(book.KnownCode(Code) with { Customer = Customer, IsInactive = IsInactive });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Code);
        writer.Count(Customer);
        writer.Bool(IsInactive);
    }

    public static CartCodeSet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), reader.Bool());
}
