using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a member may bring from another system.</summary>
internal static class OpeningDecisions
{
    public const int MostLots = 1_000;

    /// <summary>A lot as it is to be opened; without an end of its own the program's rule gives one.</summary>
    public readonly record struct Lot(long Units, Instant Earned, Instant? Converts, Instant? Lapses);

    /// <summary>What is wrong with it whoever the member is.</summary>
    public static Refusal? Check(ProgramSnapshot program, OpenBalance command, LocalDate today, Explanation trace, out Lot[] lots)
    {
        lots = [];
        var isList = command.Lots is not null && command.Lots.Count <= MostLots && command.Lots.All(lot => lot is not null);
        if (trace.Fails("opening.lots", null, isList, command.Lots?.Count, "up to 1,000 lots")) return new InvalidValue("Lots", Invariant($"{command.Lots?.Count} lots"), "up to 1,000");
        if (trace.Fails("opening.purchases", null, command.Purchases >= 0 && BillChecks.Money("Purchases", command.Purchases) is null, command.Purchases, "0 to 10^12 with up to 6 decimals"))
            return new OpeningPurchasesInvalid(command.Purchases);
        if ((Day("Joined", command.Joined, today, trace) ?? Day("TierSince", command.TierSince, today, trace)) is { } wrong) return wrong;
        if (command.TierThrough is { } through && trace.Fails("opening.tier_through", "tiers R51", through >= today && through < today.PlusDays(TierBook.MostDays), through, From(today, trace)))
            return new OpeningDayInvalid("TierThrough", through, "a date from today on, at most ten years ahead");
        lots = new Lot[command.Lots!.Count];
        for (var i = 0; i < lots.Length; i++)
            if (Check(program, command.Lots[i], i + 1, today, trace, out lots[i]) is { } unfit) return unfit;
        return null;
    }

    private static Refusal? Check(ProgramSnapshot program, OpeningLot given, int number, LocalDate today, Explanation trace, out Lot lot)
    {
        lot = default;
        if (program.Movable(given.Points, trace, out var units) is { } immovable) return immovable;
        if (Day("Earned", given.Earned, today, trace) is { } notThen) return notThen;
        var usable = given.UsableFrom;
        if (usable is { } from && trace.Fails("opening.usable_from", "points R18", from > today && from < today.PlusDays(TierBook.MostDays), from, trace.IsWanted ? Invariant($"after {today:uuuu'-'MM'-'dd}") : ""))
            return new OpeningDayInvalid("UsableFrom", from, "a date after today, at most ten years ahead");
        LocalDate? last = given.NeverLapses ? null : given.GoodThrough ?? LastDay(program.Program.Points.Expiry, given.Earned, today);
        if (last is { } day && trace.Fails("opening.lot_good", "points R23", day >= (usable ?? today), day, From(usable ?? today, trace))) return new OpeningLotLapsed(number, day);
        Instant? lapses = given.NeverLapses ? Instant.MaxValue : given.GoodThrough is null ? null : program.LapseOf(last);
        lot = new(units, StartOf(program, given.Earned), usable is { } later ? StartOf(program, later) : null, lapses);
        return null;
    }

    /// <summary>The last day by the program's rule; null for never, and where it takes the member to know it.</summary>
    private static LocalDate? LastDay(ExpiryRule rule, LocalDate earned, LocalDate today) =>
        rule is { From: ExpiryBasis.CurrentDate, Unit: not ExpiryUnit.EnrollmentDate, Tiers.Count: 0 } ? Expiry.LastDay(rule, earned, today, earned) : null;

    private static OpeningDayInvalid? Day(string what, LocalDate? day, LocalDate today, Explanation trace)
    {
        if (day is not { } given) return null;
        var isPast = given <= today && given >= new LocalDate(1970, 1, 2);
        return trace.Fails("opening.day", null, isPast, given, trace.IsWanted ? Invariant($"up to {today:uuuu'-'MM'-'dd}") : "") ? new OpeningDayInvalid(what, given, "a date from 1970 on, not after today") : null;
    }

    /// <summary>The tier as it is to be set: null where none is asked for or it is the one there is.</summary>
    public static Refusal? Standing(AccountHand hand, ProgramSnapshot program, OpenBalance command, LocalDate today, Explanation trace, out TierMoves.Change? change)
    {
        change = null;
        if (command.Tier is null) return null;
        var tiers = program.Tiers.Tiers;
        var to = 0;
        for (var i = 0; i < tiers.Count; i++)
            if (string.Equals(tiers[i].Name, command.Tier, StringComparison.OrdinalIgnoreCase)) to = i + 1;
        if (trace.Fails("tier.known", "tiers R53", to > 0, command.Tier, "a tier of the program")) return new TierUnknown(Text.Shown(command.Tier), [.. tiers.Select(tier => tier.Name)]);
        var current = hand.Account.Get(TierSection.Kind).Current;
        if (trace.Fails("tier.direction", "tiers R53", to >= current, to, current)) return new TierNotThere(tiers[to - 1].Name, program.TierName(current)!, TierAction.Upgrade);
        if (to == current) return null;
        var cycle = TierMoves.Begin(hand, program, to, command.TierSince ?? today, TierSource.Import) with { Before = current, IsSettled = true };
        if (command.TierThrough is { } through) cycle = cycle with { Due = through.PlusDays(1), DueAt = StartOf(program, through.PlusDays(1)) };
        if (cycle.Due is { } due && trace.Fails("opening.tier_good", "tiers R51", cycle.DueAt > hand.Effective, due, From(today, trace))) return new OpeningDayInvalid("TierSince", command.TierSince ?? today, "a date from which the tier still holds");
        change = new(TierAction.Upgrade, TierSource.Import, to, cycle);
        return null;
    }

    private static string From(LocalDate day, Explanation trace) => trace.IsWanted ? Invariant($"from {day:uuuu'-'MM'-'dd} on") : "";

    private static Instant StartOf(ProgramSnapshot program, LocalDate day) => Ticks.Floor(program.Zone.AtStartOfDay(day).ToInstant());
}
