using NodaTime;

namespace Loyalty;

/// <summary>The end that points get when they are awarded (points R23, R27).</summary>
internal static class ExpiryDecisions
{
    /// <summary>An end, and what it goes with.</summary>
    /// <param name="Rule">The rule that gave it, of one tier.</param>
    /// <param name="Lapses">The first instant at which they are no longer good; <see cref="Instant.MaxValue"/> for never.</param>
    /// <param name="Membership">Number of the supplementary program whose membership it is the end of, 0 for none.</param>
    public readonly record struct End(ExpiryRule Rule, Instant Lapses, int Membership);

    /// <summary>The end by a rule.</summary>
    /// <param name="hand">The account.</param>
    /// <param name="program">The program, as the currency sees it.</param>
    /// <param name="given">The rule.</param>
    /// <param name="tier">The tier at which they are awarded, 0 for the one that the member has.</param>
    /// <param name="day">The activity's local date.</param>
    /// <param name="from">The date that it counts from, where that is neither of the activity nor of the member.</param>
    /// <param name="trace">Explains.</param>
    public static End Of(AccountHand hand, ProgramSnapshot program, ExpiryRule given, int tier, LocalDate day, LocalDate? from, Explanation trace)
    {
        var rule = Own(hand, given, tier);
        if (rule.From == ExpiryBasis.MembershipDate)
        {
            var partner = program.Partner(rule.Membership!)!;
            var until = hand.Around?.Clock.MembershipEnd(hand, partner.Id);
            trace.Note("points.membership", "points R27", until is not null, until is null ? "no member" : "a member", partner.Name);
            if (until is { } end) return Told(new(rule, end, partner.Id), hand, day, trace);
            rule = Own(hand, program.Program.Points.Expiry, tier);
        }
        if (rule.Unit == ExpiryUnit.TierExpiry) return Told(new(rule, hand.Account.Get(TierSection.Kind).Cycle?.DueAt ?? Instant.MaxValue, 0), hand, day, trace);
        var enrolled = Enrolled(hand, program);
        var start = rule.From switch
        {
            ExpiryBasis.CurrentDate => day,
            ExpiryBasis.CustomerEnrollmentDate => enrolled,
            ExpiryBasis.CustomerExtendedField => FieldOf(hand, program, rule.Field!) ?? day,
            _ => from ?? day,
        };
        if (start != day) trace.Note("points.expiry_from", "points R23", true, start, rule.From);
        return Told(new(rule, program.LapseOf(Expiry.LastDay(rule, start, program.DateOf(hand.Now), enrolled)), 0), hand, day, trace);
    }

    /// <summary>The local date of the member's enrolment in the program.</summary>
    public static LocalDate Enrolled(AccountHand hand, ProgramSnapshot program) => program.DateOf(hand.Account.Get(MembershipSection.Kind).EnrolledAt);

    /// <summary>Lets the lot remember what its end goes with.</summary>
    public static void Bind(AccountHand hand, Lot lot, in End end, Instant at)
    {
        if (end.Membership != 0) hand.ChangeAt(at, new LotRolls(lot.Currency, lot.Number, Lot.TermsOfMembership(end.Membership)));
        else if (end.Rule.Rolling) hand.ChangeAt(at, new LotRolls(lot.Currency, lot.Number, RollingDecisions.Encode(end.Rule)));
        if (end.Membership != 0 || end.Rule.Unit == ExpiryUnit.TierExpiry) hand.ChangeAt(at, new LotTied(lot.Currency, lot.Number));
    }

    private static ExpiryRule Own(AccountHand hand, ExpiryRule rule, int tier) => rule.Tiers.Count == 0 ? rule : rule.For(tier == 0 ? hand.Account.Get(TierSection.Kind).At(hand.Effective) : tier);

    /// <summary>The date in an extended field of the customer, as the profile that is shown has it.</summary>
    private static LocalDate? FieldOf(AccountHand hand, ProgramSnapshot program, string field)
    {
        if (CustomerRecord.Behind(hand) is not { } customer) return null;
        foreach (var (name, value) in customer.Main.ExtendedFields)
            if (name.Equals(field, StringComparison.OrdinalIgnoreCase)) return BillTime.Date(value, program.OrganisationZone);
        return null;
    }

    private static End Told(End end, AccountHand hand, LocalDate day, Explanation trace)
    {
        trace.Note("points.expiry", "points R23", end.Lapses > hand.Now, day, end.Lapses == Instant.MaxValue ? "never" : trace.IsWanted ? $"{end.Lapses}" : "");
        return end;
    }
}
