using System.Text;

namespace Loyalty;

/// <summary>Something that must be unique: who or what has it, in a few bytes.</summary>
internal sealed record Claim
{
    // Few claims have more than one subject.
    private readonly long[]? _all;

    public Claim(long subject, ulong fingerprint = 0)
    {
        Subject = subject;
        Fingerprint = fingerprint;
    }

    /// <param name="subjects">At least one.</param>
    /// <param name="fingerprint">See <see cref="Fingerprint"/>.</param>
    public Claim(long[] subjects, ulong fingerprint) : this(subjects[0], fingerprint) => _all = subjects.Length > 1 ? subjects : null;

    /// <summary>The first of what has it: a customer, a bill, a journal position.</summary>
    public long Subject { get; }

    /// <summary>The command's content, where repeats must be told apart; else 0.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Ids of all that has it.</summary>
    public IReadOnlyList<long> Subjects => _all ?? [Subject];

    /// <summary>Whether it is one of them.</summary>
    public bool Has(long subject) => Subject == subject || Others.Contains(subject);

    /// <summary>Those behind the first.</summary>
    public ReadOnlySpan<long> Others => _all is null ? [] : _all.AsSpan(1);
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

    /// <summary>The open requests about a customer; not unique.</summary>
    OpenRequests = 51,

    /// <summary>Who has an identifier in sources other than the till's; not unique.</summary>
    IdentifierElsewhere = 50,

    /// <summary>A redemption of a cart promotion that a till reported, by transaction, promotion and what was spent.</summary>
    CartRedemption = 68,

    /// <summary>An item of the catalogue, by its code.</summary>
    ItemCode = 66,

    /// <summary>The open request to make a bill a member's, by the bill's id.</summary>
    RetroRequest = 67,

    /// <summary>An identifier of a campaign user.</summary>
    CampaignIdentifier = 63,

    /// <summary>A label's name, upper case.</summary>
    LabelName = 64,

    /// <summary>A card's number, upper case.</summary>
    CardNumber = 65,

    /// <summary>A rejected bill, by its number and content.</summary>
    RejectedBill = 60,

    /// <summary>A group's external id, upper case.</summary>
    GroupExternalId = 80,
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

    /// <summary>The keys of all claims of a kind.</summary>
    public static KeyRange Of(ClaimKind kind) => new() { From = new RecordKey([(byte)kind]), To = new RecordKey([(byte)(kind + 1)]) };

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
        var others = claim.Others;
        writer.Count(((1L + others.Length) << 1) | (claim.Fingerprint != 0 ? 1L : 0));
        writer.Count(claim.Subject);
        foreach (var subject in others) writer.Count(subject);
        if (claim.Fingerprint != 0) writer.Fixed64(claim.Fingerprint);
    }

    private static Claim Read(ref RecordReader reader)
    {
        var head = reader.Count();
        var first = reader.Count();
        if (head >> 1 == 1) return new Claim(first, Print(ref reader, head));
        var subjects = new long[head >> 1];
        subjects[0] = first;
        for (var i = 1; i < subjects.Length; i++) subjects[i] = reader.Count();
        return new Claim(subjects, Print(ref reader, head));

        static ulong Print(ref RecordReader reader, long head) => (head & 1) != 0 ? reader.Fixed64() : 0;
    }
}

/// <summary>A count shared by many members: its own partition.</summary>
internal sealed record Counter(long Value)
{
    public static readonly Collection<Counter> All = new(
        "counters", KeyKind.Bytes, static (ref RecordReader reader) => new Counter(reader.Count()), static (counter, writer) => writer.Count(counter.Value));
}
