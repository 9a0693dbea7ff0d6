using System.Text;

namespace Loyalty;

/// <summary>Something that must be unique: who or what has it, in a few bytes.</summary>
/// <param name="Subjects">Ids of what has it: a customer, bills, a journal position.</param>
/// <param name="Fingerprint">The command's content, where repeats must be told apart; else 0.</param>
internal sealed record Claim(IReadOnlyList<long> Subjects, ulong Fingerprint)
{
    public Claim(long subject, ulong fingerprint = 0) : this([subject], fingerprint)
    {
    }

    public long Subject => Subjects[0];
}

/// <summary>What claims are about. The first byte of a claim's key; never reused.</summary>
internal enum ClaimKind : byte
{
    /// <summary>A customer's mobile, e-mail or external id.</summary>
    Identifier = 1,

    /// <summary>A bill number.</summary>
    BillNumber = 2,

    /// <summary>A return's own number.</summary>
    ReturnNumber = 3,

    /// <summary>The caller's reference of a points command, for one member.</summary>
    Reference = 4,

    /// <summary>An idempotency key, for one owner as addressed.</summary>
    Key = 5,

    /// <summary>A coupon's code, upper case.</summary>
    CouponCode = 6,

    /// <summary>The common code of a generic series.</summary>
    GenericCode = 7,

    /// <summary>A customer's coupon of a generic series.</summary>
    GenericHolder = 8,

    /// <summary>What look-alikes of a code that is not generated meet under; not unique.</summary>
    CouponKey = 9,

    /// <summary>A use of a coupon, or a reservation of coupons, by the number of its sale.</summary>
    CouponUse = 10,

    /// <summary>A series' own code.</summary>
    SeriesCode = 11,

    /// <summary>A code of a cart promotion, upper case.</summary>
    CartCode = 40,

    /// <summary>The caller's name of a cart that was evaluated.</summary>
    CartEvaluation = 41,

    /// <summary>Who has an identifier in sources other than the till's; not unique.</summary>
    IdentifierElsewhere = 50,
}

/// <summary>The claims: point look-ups only, each under its own key, so that no unique index spans owners.</summary>
internal static class Claims
{
    public static readonly Collection<Claim> All = new("claims", KeyKind.Bytes, Read, static (claim, writer) => Write(claim, writer));

    /// <summary>The key of a claim: kind, organisation, owner (0 for none), text. Short texts keep their order, so neighbouring numbers share pages.</summary>
    public static RecordKey Key(ClaimKind kind, long organisation, long owner, string text)
    {
        Span<byte> head = stackalloc byte[21];
        var length = 0;
        head[length++] = (byte)kind;
        Number(head, ref length, organisation);
        Number(head, ref length, owner);
        var key = new byte[length + Encoding.UTF8.GetByteCount(text)];
        head[..length].CopyTo(key);
        Encoding.UTF8.GetBytes(text, key.AsSpan(length));
        return new RecordKey(key);
    }

    /// <summary>What a claim's key says.</summary>
    public static (ClaimKind Kind, long Organisation, long Owner, string Text) Parse(RecordKey key)
    {
        var reader = new RecordReader(key.Bytes);
        var (kind, organisation, owner) = ((ClaimKind)reader.Byte(), reader.Count(), reader.Count());
        return (kind, organisation, owner, Encoding.UTF8.GetString(reader.Rest()));
    }

    private static void Number(Span<byte> head, ref int length, long value)
    {
        unchecked
        {
            var rest = (ulong)value;
            for (; rest >= 0x80; rest >>= 7) head[length++] = (byte)(rest | 0x80);
            head[length++] = (byte)rest;
        }
    }

    private static void Write(Claim claim, RecordWriter writer)
    {
        writer.Count(((long)claim.Subjects.Count << 1) | (claim.Fingerprint != 0 ? 1L : 0));
        foreach (var subject in claim.Subjects) writer.Count(subject);
        if (claim.Fingerprint != 0) writer.Fixed64(claim.Fingerprint);
    }

    private static Claim Read(ref RecordReader reader)
    {
        var head = reader.Count();
        var subjects = new long[head >> 1];
        for (var i = 0; i < subjects.Length; i++) subjects[i] = reader.Count();
        return new Claim(subjects, (head & 1) != 0 ? reader.Fixed64() : 0);
    }
}

/// <summary>A count shared by many members: its own partition.</summary>
internal sealed record Counter(long Value)
{
    public static readonly Collection<Counter> All = new(
        "counters", KeyKind.Bytes, static (ref RecordReader reader) => new Counter(reader.Count()), static (counter, writer) => writer.Count(counter.Value));
}
