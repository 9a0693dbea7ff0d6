using NodaTime;

namespace Loyalty;

/// <summary>The key that claims a number, and the bills that have it.</summary>
internal readonly record struct SameNumber(RecordKey Claim, IReadOnlyList<Bill> Bills)
{
    /// <summary>Of a bill that came without a number: it is made later.</summary>
    public static readonly SameNumber None = new(default, []);

    public bool IsNumbered => Claim != default;
}

/// <summary>Which bills have a number, and whether one of them stands in a new one's way (transactions R18).</summary>
internal static class BillNumbers
{
    public static IReadOnlyList<Bill> Find(CommandContext context, string number) => Claimed(context, number).Bills;

    /// <summary>A number as it is claimed, with the bills that have it.</summary>
    public static SameNumber Claimed(CommandContext context, string number)
    {
        var key = KeyOf(context, number);
        if (context.Work.FindRising(Claims.All, key) is not { } claim) return new(key, []);
        var subjects = claim.Subjects;
        var bills = new List<Bill>(subjects.Count);
        foreach (var id in subjects)
            if (context.Work.Find(Bill.All, id) is { } bill) bills.Add(bill);
        return new(key, bills);
    }

    private static RecordKey KeyOf(CommandContext context, string number) => Claims.Key(ClaimKind.BillNumber, context.Organisation, 0, Bill.Normal(number));

    /// <summary>The returns that have a number as their own, the first first: several where the program lets a number come again.</summary>
    public static IReadOnlyList<Bill> FindReturns(CommandContext context, string number) =>
        context.Work.Find(Claims.All, KeyOfReturn(context, number)) is { } claim ? [.. claim.Subjects.Select(id => context.Work.Find(Bill.All, id)!)] : [];

    /// <summary>Notes a return's own number, beside those that have it.</summary>
    public static void AddReturn(CommandContext context, Bill back)
    {
        var key = KeyOfReturn(context, back.Number);
        context.Work.Put(Claims.All, key, context.Work.Find(Claims.All, key) is { } claim ? new Claim([.. claim.Subjects, back.Id], claim.Fingerprint) : new Claim(back.Id, back.Fingerprint));
    }

    private static RecordKey KeyOfReturn(CommandContext context, string number) => Claims.Key(ClaimKind.ReturnNumber, context.Organisation, 0, Bill.Normal(number));

    /// <summary>The bill whose number a new one may not repeat, or null: the one of equal content first. What became a customer's bill under another id is not in the way.</summary>
    public static Bill? Blocking(CommandContext context, ProgramSnapshot program, IReadOnlyList<Bill> same, Instant time, ulong fingerprint)
    {
        Bill? blocking = null;
        foreach (var bill in same)
        {
            if (!IsBlocking(context, program, bill, context.Place, time)) continue;
            if (bill.Fingerprint == fingerprint) return bill;
            if (bill.More is not { Outlier: BillOutlier.Retro }) blocking ??= bill;
        }
        return blocking;
    }

    /// <summary>Whether a bill is in the circle and the days in which its number may not come again.</summary>
    public static bool IsBlocking(CommandContext context, ProgramSnapshot program, Bill bill, long place, Instant time) =>
        InScope(context, program, bill.Place, place) && InWindow(program, program.Organisation.Bills.NumberUniqueInDays, bill.Time, time);

    public static void Add(CommandContext context, Bill bill, SameNumber same) =>
        context.Work.Put(Claims.All, same.IsNumbered ? same.Claim : KeyOf(context, bill.Number), same.Bills.Count == 0 ? new Claim(bill.Id) : new Claim([.. same.Bills.Select(b => b.Id), bill.Id], 0));

    /// <summary>Whether two places are in one circle of numbers.</summary>
    public static bool InScope(CommandContext context, ProgramSnapshot program, long one, long other)
    {
        var scope = program.Organisation.Bills.NumberScope;
        if (scope == BillNumberScope.Organisation || one == other) return true;
        if (scope == BillNumberScope.Till) return false;
        var theirs = one == 0 ? null : context.Work.Find(Place.ByNumber, one)?.Store;
        var ours = other == 0 ? null : context.Work.Find(Place.ByNumber, other)?.Store;
        return theirs == ours;
    }

    /// <summary>Calendar days on local times: exactly n days apart is accepted.</summary>
    private static bool InWindow(ProgramSnapshot program, int? days, Instant a, Instant b)
    {
        if (days is not { } n) return true;
        var (first, second) = (a.InZone(program.OrganisationZone).LocalDateTime, b.InZone(program.OrganisationZone).LocalDateTime);
        return second < first.PlusDays(n) && first < second.PlusDays(n);
    }
}
