namespace Loyalty;

/// <summary>A part of an account that one concept owns.</summary>
internal interface ISection<out T>
{
    /// <summary>A copy that can be changed without this one noticing.</summary>
    T Fork();
}

/// <summary>A declared kind of section. The tag on disk is never reused.</summary>
internal abstract class SectionKind(byte tag)
{
    private int _index = -1;

    /// <summary>Every kind there is, in the order they are written.</summary>
    public static readonly SectionKind[] All =
    [
        MembershipSection.Kind,
        PointsSection.Kind,
        TierSection.Kind,
        GiftSection.Kind,
        CouponSection.Kind,
        CartSection.Kind,
        GuessSection.Kind,
        TrackerSection.Kind,
        AliasSection.Kind,
        GroupSection.Kind,
        GroupingSection.Kind,
        PartnerSection.Kind,
        LabelSection.Kind,
        KinSection.Kind,
        ValidationCodeSection.Kind,
        ReservationSection.Kind,
        TallySection.Kind,
    ];

    /// <summary>How many of them, from the first, every account has room for; the last ones are few accounts', and cost the others nothing.</summary>
    public const int Usual = 12;

    /// <summary>Place in <see cref="All"/>.</summary>
    public int Index => _index >= 0 ? _index : _index = Place();

    public byte Tag { get; } = tag;

    public abstract object Decode(ReadOnlySpan<byte> bytes);

    public abstract void Encode(object section, RecordWriter writer);

    public abstract object Empty();

    /// <summary>Whether the section is as if it had never been touched; then it is not written.</summary>
    public abstract bool IsEmpty(object section);

    private int Place()
    {
        for (var i = 0; i < All.Length; i++)
            if (ReferenceEquals(All[i], this)) return i;
        throw new InvalidOperationException($"Section {Tag} is not among all sections.");
    }

    public static SectionKind ByTag(byte tag)
    {
        foreach (var kind in All)
            if (kind.Tag == tag) return kind;
        throw new StoreException(StoreFault.WrongVersion, $"An account has a section {tag} that this version does not know: the file was written by a newer version.");
    }
}

/// <summary>A declared kind of section of type <typeparamref name="T"/>.</summary>
internal sealed class SectionKind<T>(byte tag, RecordDecoder<T> decode, Action<T, RecordWriter> encode, Func<T> empty, Func<T, bool> isEmpty)
    : SectionKind(tag)
    where T : class, ISection<T>
{
    public override object Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        return decode(ref reader);
    }

    public override void Encode(object section, RecordWriter writer) => encode((T)section, writer);

    public override object Empty() => empty();

    public override bool IsEmpty(object section) => isEmpty((T)section);
}
