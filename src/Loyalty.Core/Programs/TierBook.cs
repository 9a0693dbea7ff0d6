using NodaTime;

namespace Loyalty;

/// <summary>The tiers of a program made ready for use.</summary>
internal sealed class TierBook
{
    /// <summary>Most days for which a member's counts are kept: no window reaches back further.</summary>
    public const int MostDays = 3660;

    private readonly TierRelation _upgrade;
    private readonly TierRelation?[] _renewals;

    public TierBook(ProgramDefinition program)
    {
        Tiers = program.Tiers;
        Rules = program.TierRules;
        _upgrade = TierRelation.Parse(Rules.Relation, 1 + Rules.Criteria.Count)!;
        _renewals = [.. Tiers.Select(tier => tier.Renewal is { } renewal ? TierRelation.Parse(renewal.Relation, Conditions(renewal)) : null)];
        KeepsCycles = Rules.DowngradeOnReturn || Tiers.Any(tier => tier.Expires || tier.UpgradeBonus is not null);
        CountsDays = Rules.Criteria.Count > 0 || Tiers.Any(tier => tier.Expires && tier.Renewal is { } renewal && Conditions(renewal) > 0);
        CountsPoints = Rules.Criteria.Any(criterion => criterion.Count == TierCount.Points) || Tiers.Any(tier => tier.Expires && tier.Renewal?.Points is not null);
        var months = Math.Max(Tiers.Count == 0 ? 0 : Tiers.Max(tier => tier.Months ?? 0), 12 + (Rules.MinimumMonths ?? 0));
        KeepDays = Math.Min(MostDays, Math.Max(31 * (months + 1), Rules.Criteria.Count == 0 ? 0 : Rules.Criteria.Max(criterion => criterion.Days ?? 0)));
    }

    public IReadOnlyList<TierDefinition> Tiers { get; }

    public TierRules Rules { get; }

    /// <summary>Whether standings have an end, a cause to be undone or a bonus; else a tier's number says all.</summary>
    public bool KeepsCycles { get; }

    /// <summary>Whether purchases and visits are counted by the day.</summary>
    public bool CountsDays { get; }

    /// <summary>Whether points are, too.</summary>
    public bool CountsPoints { get; }

    /// <summary>How many days of counts a member needs at most beside those of the running cycle.</summary>
    public int KeepDays { get; }

    public bool IsOfPoints => Rules.Measure is TierMeasure.CumulativePoints or TierMeasure.CurrentPoints;

    /// <summary>Whether the measure or a criterion is the value of a tracker.</summary>
    public bool SeesTrackers => Rules.Tracker is not null || Rules.Criteria.Any(criterion => criterion.Tracker is not null);

    /// <summary>The measure needed for a tier above the lowest.</summary>
    public decimal Threshold(int tier) => Rules.Measure switch
    {
        TierMeasure.CumulativePurchases => Tiers[tier - 1].LifetimePurchases ?? 0,
        TierMeasure.TrackerValueBased => Tiers[tier - 1].TrackerValue ?? 0,
        _ => Tiers[tier - 1].Points ?? 0,
    };

    public bool IsEligible(int met) => _upgrade.Holds(met);

    public bool IsRenewed(int tier, int met) => _renewals[tier - 1]!.Holds(met);

    /// <summary>How many conditions a renewal has of its own.</summary>
    public static int Conditions(TierRenewal renewal) =>
        renewal.SameAsEligibility ? 0 : (renewal.Purchases is null ? 0 : 1) + (renewal.Visits is null ? 0 : 1) + (renewal.Points is null ? 0 : 1) + renewal.Trackers.Count;

    /// <summary>The date and the instant of a check that is due on a date (tiers R21, R24).</summary>
    public (LocalDate Date, Instant At) Due(LocalDate date, DateTimeZone zone)
    {
        if (Rules.Rhythm == TierRhythm.Daily) return (date, StartOf(date, zone));
        var last = new LocalDate(date.Year, date.Month, CalendarSystem.Iso.GetDaysInMonth(date.Year, date.Month));
        return (last, StartOf(last.PlusDays(1), zone));
    }

    /// <summary>The date on which a cycle begun on a date is due, or null for a tier that does not end (tiers R20, R22, R23).</summary>
    public LocalDate? FirstDue(int tier, LocalDate start, LocalDate enrolled)
    {
        if (!Tiers[tier - 1].Expires) return null;
        if (Rules.Validity == TierValidityKind.SlabUpgrade) return start.PlusMonths(Tiers[tier - 1].Months!.Value);
        return Rules.MinimumMonths is { } least ? Anniversary(enrolled, start.PlusMonths(least)) : Anniversary(enrolled, start.PlusDays(1));
    }

    /// <summary>The date on which a renewed cycle is next due (tiers R25).</summary>
    public LocalDate? NextDue(int tier, LocalDate due, LocalDate enrolled)
    {
        if (!Tiers[tier - 1].Expires) return null;
        if (Rules.Validity != TierValidityKind.SlabUpgrade) return Anniversary(enrolled, due.PlusDays(1));
        var months = Tiers[tier - 1].Months!.Value;
        if (Rules.Extension == TierExtension.OneMonth) return due.PlusMonths(1);
        if (Rules.Extension == TierExtension.TierLength) return due.PlusMonths(months);
        var from = Rules.ExtensionDate!.Value.With(DateAdjusters.StartOfMonth);
        for (var k = Math.Max(0, (Period.Between(from, due, PeriodUnits.Months).Months / months) - 1); ; k++)
            if (from.PlusMonths(k * months) is var next && next > due) return next;
    }

    private LocalDate Anniversary(LocalDate enrolled, LocalDate notBefore)
    {
        var day = Rules.Validity == TierValidityKind.FixedDate ? Rules.ValidityDate!.Value : enrolled;
        var thisYear = InYear(day, notBefore.Year);
        return thisYear >= notBefore ? thisYear : InYear(day, notBefore.Year + 1);
    }

    private static LocalDate InYear(LocalDate day, int year) => new(year, day.Month, Math.Min(day.Day, CalendarSystem.Iso.GetDaysInMonth(year, day.Month)));

    private static Instant StartOf(LocalDate date, DateTimeZone zone) => Ticks.Floor(zone.AtStartOfDay(date).ToInstant());
}
