using NodaTime;

namespace Loyalty;

/// <summary>Carries out a change of a standing: the tier, the cycle, what is tied to it.</summary>
internal static class TierMoves
{
    /// <summary>A change that has been decided.</summary>
    public readonly record struct Change(TierAction Action, TierSource Source, int To, TierCycle Cycle)
    {
        public int Met { get; init; }

        public bool Kept { get; init; }

        public string? Reason { get; init; }

        /// <summary>Whether points tied to the tier end as they would have: a check that failed, or one that does not extend them (tiers R36).</summary>
        public bool LeavesPoints { get; init; }
    }

    public static void Make(AccountHand hand, ProgramSnapshot program, Instant at, in Change change)
    {
        var section = hand.Account.Get(TierSection.Kind);
        var (from, before) = (section.Current, section.Cycle);
        if (change.To != from) hand.ChangeAt(at, new TierSet(change.To, from));
        // Where nothing ends, gives or undoes, the tier's number says all.
        if (!program.Tiers.KeepsCycles && before is null && change.Source == TierSource.Strategy) return;
        hand.ChangeAt(at, new CycleSet(change.Action, change.Source, from, change.To, change.Cycle, before?.DueAt ?? Instant.MaxValue, change.Met, change.Kept, change.Reason));
        if (change.LeavesPoints) return;
        // A downgrade by hand, rule or partner ends them at its instant; the earlier standing that a return gives back brings its own end.
        var ends = change is { Action: TierAction.Downgrade, Source: TierSource.Manual or TierSource.Rule or TierSource.PartnerProgram } ? at : change.Cycle.DueAt;
        if (Tied(hand, program, at) is { } tied) hand.ChangeAt(at, new TiedMoved(program.PointsCurrency, ends, tied));
    }

    /// <summary>A cycle that begins on a date with a tier's own settings (tiers R8).</summary>
    public static TierCycle Begin(AccountHand hand, ProgramSnapshot program, int tier, LocalDate start, TierSource source)
    {
        var cycle = new TierCycle { Source = source, Start = start, From = start };
        return program.Tiers.FirstDue(tier, start, Enrolled(hand, program)) is { } date ? Due(program, cycle, date) : cycle;
    }

    /// <summary>The cycle with another end, checked in the program's rhythm.</summary>
    public static TierCycle Due(ProgramSnapshot program, TierCycle cycle, LocalDate? date)
    {
        // A read may ask for the end of time, which a calendar does not reach.
        if (date is not { Year: < 9000 } due) return cycle with { Due = null, DueAt = Instant.MaxValue };
        var (moved, at) = program.Tiers.Due(due, program.Zone);
        return cycle with { Due = moved, DueAt = at };
    }

    public static LocalDate Enrolled(AccountHand hand, ProgramSnapshot program) => program.DateOf(hand.Account.Get(MembershipSection.Kind).EnrolledAt);

    /// <summary>The lots tied to the tier that are still good, or null when there is none.</summary>
    private static List<long>? Tied(AccountHand hand, ProgramSnapshot program, Instant at)
    {
        List<long>? tied = null;
        foreach (var lot in hand.Points.Pool(program.PointsCurrency).Lots)
            if (lot is { IsTied: true, Membership: 0, IsLive: true } && lot.ExpiresAt >= at) (tied ??= []).Add(lot.Number);
        return tied;
    }
}
