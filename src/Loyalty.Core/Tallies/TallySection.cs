using System.Collections.Immutable;

namespace Loyalty;

/// <summary>An amount that has been counted under a number in a time.</summary>
/// <param name="Counter">The number: of a cap, or below 0 of a currency whose redemptions are counted.</param>
/// <param name="Day">The first day of the time, as days since 1970; 0 for all time.</param>
/// <param name="Amount">How much.</param>
internal readonly record struct Tally(int Counter, int Day, decimal Amount);

/// <summary>What limits over a time count of a member, bounded: of each number the days of <see cref="KeptDays"/> up to the newest. Few accounts have it.</summary>
internal sealed record TallySection : ISection<TallySection>
{
    /// <summary>How far back from the newest day a number is kept: past every window of days, and late bills with it.</summary>
    public const int KeptDays = 800;

    private static readonly TallySection None = new();

    public static readonly SectionKind<TallySection> Kind = new(
        34, Read, static (section, writer) => section.Write(writer), static () => None, static section => section.All.Length == 0);

    /// <summary>By number, then by day.</summary>
    public ImmutableArray<Tally> All { get; private set; } = [];

    public decimal Sum(int counter, int from, int to)
    {
        var sum = 0m;
        foreach (var each in All)
            if (each.Counter == counter && each.Day >= from && each.Day <= to) sum += each.Amount;
        return sum;
    }

    /// <summary>Adds an amount; one that is taken out of days that are no longer kept takes nothing.</summary>
    public void Add(in Tally added)
    {
        var (known, newest) = (0m, added.Day);
        foreach (var each in All)
        {
            if (each.Counter != added.Counter) continue;
            newest = Math.Max(newest, each.Day);
            if (each.Day == added.Day) known = each.Amount;
        }
        var (counter, day, amount) = (added.Counter, added.Day, known + added.Amount);
        var kept = All.Where(each => each.Counter != counter || (each.Day != day && (each.Day == 0 || each.Day > newest - KeptDays)));
        All = [.. (amount <= 0 || (day != 0 && day <= newest - KeptDays) ? kept : kept.Append(new(counter, day, Canonical.Trim(amount)))).OrderBy(each => each.Counter).ThenBy(each => each.Day)];
    }

    public TallySection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Count(All.Length);
        foreach (var (counter, day, amount) in All)
        {
            writer.Signed(counter);
            writer.Signed(day);
            writer.Decimal(amount);
        }
    }

    private static TallySection Read(ref RecordReader reader)
    {
        var all = new Tally[reader.Length()];
        for (var i = 0; i < all.Length; i++) all[i] = new(checked((int)reader.Signed()), checked((int)reader.Signed()), reader.Decimal());
        return new TallySection { All = [.. all] };
    }
}

/// <summary>A limit over a time counted something, or less of it.</summary>
internal sealed record Tallied(int Counter, int Day, decimal Amount) : AccountChange
{
    public const byte TagOnDisk = 206;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TallySection.Kind).Add(new(Counter, Day, Amount));

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective)
    {
        writer.Signed(Counter);
        writer.Signed(Day);
        writer.Decimal(Amount);
    }

    public static Tallied ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(checked((int)reader.Signed()), checked((int)reader.Signed()), reader.Decimal());
}
