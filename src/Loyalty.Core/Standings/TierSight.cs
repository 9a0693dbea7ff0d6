using NodaTime;

namespace Loyalty;

/// <summary>What a member's criteria are judged on at a moment: the measure, and what counts by the day.</summary>
internal readonly record struct TierSight(decimal Measure, DayCounts Counts, LocalDate Today)
{
    /// <summary>What an account shows at a time.</summary>
    public static TierSight Of(Account account, ProgramSnapshot program, Instant now)
    {
        var section = account.Get(TierSection.Kind);
        var measure = section.Purchases;
        if (program.Tiers.IsOfPoints)
        {
            var pool = account.Get(PointsSection.Kind).Pool(program.PointsCurrency);
            var units = program.Tiers.Rules.Measure == TierMeasure.CurrentPoints ? pool.Available + pool.Held : pool.Lifetime - pool.Received;
            measure = program.Points(units);
        }
        return new(measure, section.Counts, program.Tiers.Rules.Criteria.Count == 0 ? default : program.DateOf(now));
    }

    /// <summary>The value of a further criterion: over its last days, today included.</summary>
    public decimal Value(ProgramSnapshot program, TierCriterion criterion) => Value(program, criterion.Count, From(criterion), Today.PlusDays(1));

    /// <summary>The first day that a criterion sees.</summary>
    public LocalDate From(TierCriterion criterion) => Today.PlusDays(1 - criterion.Days);

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
            if (Value(program, book.Rules.Criteria[i]) >= book.Tiers[tier - 1].Criteria[i]) met |= 2 << i;
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
