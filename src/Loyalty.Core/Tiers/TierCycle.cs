using NodaTime;

namespace Loyalty;

/// <summary>What moved or renewed a standing (tiers 1.5).</summary>
public enum TierSource
{
    /// <summary>The program's upgrade strategy, or the check of a standing that was due.</summary>
    Strategy = 1,

    /// <summary>A person.</summary>
    Manual = 2,

    /// <summary>The return of the bill that had caused an upgrade.</summary>
    Return = 3,

    /// <summary>Brought from another system: with an enrolment or an opening balance.</summary>
    Import = 4,

    /// <summary>A rule's action (tiers R10).</summary>
    Rule = 5,

    /// <summary>The tier in a partner program (tiers R64).</summary>
    PartnerProgram = 6,
}

/// <summary>What happened to a standing (tiers 1.5).</summary>
public enum TierAction
{
    /// <summary>Into a higher tier.</summary>
    Upgrade = 1,

    /// <summary>Into a lower tier.</summary>
    Downgrade = 2,

    /// <summary>The same tier for another cycle.</summary>
    Renewal = 3,

    /// <summary>The same cycle with another end.</summary>
    Extension = 4,
}

/// <summary>The running cycle in a tier: from a local date until it is due (tiers R20).</summary>
internal sealed record TierCycle
{
    public required TierSource Source { get; init; }

    /// <summary>The first day of the standing.</summary>
    public required LocalDate Start { get; init; }

    /// <summary>From when on the next check counts: the start, or the check before.</summary>
    public required LocalDate From { get; init; }

    /// <summary>Whether it has been renewed; the first check counts from the start (tiers R31).</summary>
    public bool IsRenewed { get; init; }

    /// <summary>The date on which it is due, or null when it never ends.</summary>
    public LocalDate? Due { get; init; }

    /// <summary>The first instant at which it no longer holds; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant DueAt { get; init; } = Instant.MaxValue;

    /// <summary>The bill that caused it, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>The tier before.</summary>
    public int Before { get; init; }

    /// <summary>Lot of the bonus given with it, 0 for none.</summary>
    public long Bonus { get; init; }

    /// <summary>Whether the next event is to find the right tier, up or down (tiers R52).</summary>
    public bool Reassess { get; init; }

    /// <summary>Whether an event raises only by what it newly meets (tiers R52).</summary>
    public bool IsSettled { get; init; }

    /// <summary>The cycle before, kept as long as a return may bring it back (tiers R42).</summary>
    public TierCycle? Earlier { get; init; }

    public void Write(RecordWriter writer)
    {
        writer.Byte((byte)((int)Source | (IsRenewed ? 8 : 0) | (Due is null ? 0 : 16) | (Reassess ? 32 : 0) | (IsSettled ? 64 : 0) | (Earlier is null ? 0 : 128)));
        Days.Write(writer, Start);
        Days.Write(writer, From);
        if (Due is { } due)
        {
            Days.Write(writer, due);
            writer.Signed(Ticks.Of(DueAt));
        }
        writer.Count(Bill);
        writer.Count(Before);
        writer.Count(Bonus);
        Earlier?.Write(writer);
    }

    public static TierCycle Read(ref RecordReader reader, int depth = 0)
    {
        var flags = reader.Byte();
        var cycle = new TierCycle
        {
            Source = (TierSource)(flags & 7),
            IsRenewed = (flags & 8) != 0,
            Reassess = (flags & 32) != 0,
            IsSettled = (flags & 64) != 0,
            Start = Days.Read(ref reader),
            From = Days.Read(ref reader),
        };
        if ((flags & 16) != 0) cycle = cycle with { Due = Days.Read(ref reader), DueAt = Ticks.ToInstant(reader.Signed()) };
        cycle = cycle with { Bill = reader.Count(), Before = (int)reader.Count(), Bonus = reader.Count() };
        if ((flags & 128) == 0) return cycle;
        return depth == 0 ? cycle with { Earlier = Read(ref reader, 1) } : throw RecordReader.Damaged();
    }
}

/// <summary>Local dates as numbers of days since 1970.</summary>
internal static class Days
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    public static int Of(LocalDate date) => Period.DaysBetween(Epoch, date);

    public static LocalDate Date(int days) => Epoch.PlusDays(days);

    public static void Write(RecordWriter writer, LocalDate date) => writer.Signed(Of(date));

    public static LocalDate Read(ref RecordReader reader)
    {
        var days = reader.Signed();
        return days is > -4_000_000 and < 2_900_000 ? Date((int)days) : throw RecordReader.Damaged();
    }
}
