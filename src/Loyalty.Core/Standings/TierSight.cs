using NodaTime;

namespace Loyalty;

/// <summary>What a member's criteria are judged on at a moment: the measure, what counts by the day, the values of trackers.</summary>
internal readonly record struct TierSight(decimal Measure, DayCounts Counts, LocalDate Today)
{
    /// <summary>By criterion the value of its tracker; null where no criterion has one.</summary>
    private decimal[]? Tracked { get; init; }

    /// <summary>What an account shows at a time.</summary>
    /// <param name="account">The account.</param>
    /// <param name="program">The configuration.</param>
    /// <param name="now">The time.</param>
    /// <param name="date">The date at which windows of trackers stand; absent: that of the time.</param>
    /// <param name="laterToo">Whether what is dated later counts in them: not for an event (trackers R12), but for a read.</param>
    public static TierSight Of(Account account, ProgramSnapshot program, Instant now, LocalDate? date = null, bool laterToo = false)
    {
        var section = account.Get(TierSection.Kind);
        var book = program.Tiers;
        var measure = section.Purchases;
        if (book.IsOfPoints)
        {
            var pool = account.Get(PointsSection.Kind).Pool(program.PointsCurrency);
            var units = book.Rules.Measure == TierMeasure.CurrentPoints ? pool.Available + pool.Held : pool.Lifetime - pool.Received;
            measure = program.Points(units);
        }
        if (!book.SeesTrackers) return new(measure, section.Counts, book.Rules.Criteria.Count == 0 ? default : program.DateOf(now));
        var today = program.DateOf(now);
        if (book.Rules.Tracker is { } own) measure = TrackerValue(account, program, own, date ?? today, laterToo);
        var tracked = new decimal[book.Rules.Criteria.Count];
        for (var i = 0; i < tracked.Length; i++)
            if (book.Rules.Criteria[i].Tracker is { } reference) tracked[i] = TrackerValue(account, program, reference, date ?? today, laterToo);
        return new(measure, section.Counts, today) { Tracked = tracked };
    }

    /// <summary>What a tracker's case holds at a date, from a date on.</summary>
    public static decimal TrackerValue(Account account, ProgramSnapshot program, TrackerReference reference, LocalDate date, bool laterToo, LocalDate? from = null) =>
        program.Trackers!.Find(reference.Tracker) is { } tracker && tracker.Find(reference.Case) is { } each ? TrackerReads.Value(account, program, tracker, each.Definition, date, laterToo, from) : 0;

    /// <summary>The value of a further criterion: of a tracker, or over its last days, today included.</summary>
    public decimal Value(ProgramSnapshot program, int criterion)
    {
        var asked = program.Tiers.Rules.Criteria[criterion];
        return asked.Tracker is null ? Value(program, asked.Count, From(asked), Today.PlusDays(1)) : Tracked![criterion];
    }

    /// <summary>The first day that a criterion of days sees.</summary>
    public LocalDate From(TierCriterion criterion) => Today.PlusDays(1 - criterion.Days!.Value);

    /// <summary>A count over days, the last excluded.</summary>
    public decimal Value(ProgramSnapshot program, TierCount count, LocalDate from, LocalDate to) => count switch
    {
        TierCount.Purchase => Counts.Purchases(from, to),
        TierCount.Visits => Counts.Visits(from, to),
        _ => program.Points(Counts.Units(from, to)),
    };

    /// <summary>The criteria of a tier that are met, as bits; a criterion is met from its threshold on (tiers R1).</summary>
    public int Met(ProgramSnapshot program, int tier)
    {
        var book = program.Tiers;
        // The lowest has no criteria.
        if (tier == 1) return 0;
        var met = Measure >= book.Threshold(tier) ? 1 : 0;
        for (var i = 0; i < book.Rules.Criteria.Count; i++)
            if (Value(program, i) >= book.Tiers[tier - 1].Criteria[i]) met |= 2 << i;
        return met;
    }

    public bool IsEligible(ProgramSnapshot program, int tier) => program.Tiers.IsEligible(Met(program, tier));

    /// <summary>The highest eligible tier within bounds, or the lower bound less one (tiers R2).</summary>
    public int Highest(ProgramSnapshot program, int from, int to)
    {
        var tier = to;
        while (tier >= from && !IsEligible(program, tier)) tier--;
        return tier;
    }

    /// <summary>The tiers above one that are eligible, as bits by serial number.</summary>
    public ulong Eligible(ProgramSnapshot program, int above)
    {
        var eligible = 0UL;
        for (var tier = above + 1; tier <= program.Tiers.Tiers.Count; tier++)
            if (IsEligible(program, tier)) eligible |= 1UL << tier;
        return eligible;
    }
}
