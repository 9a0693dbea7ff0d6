using NodaTime;

namespace Loyalty;

/// <summary>How coupons are reserved, confirmed and let go (coupons R31-R35). A reservation lapses by the clock; nothing sweeps it.</summary>
internal static class CouponReservationFlow
{
    private static readonly Duration Usual = Duration.FromMinutes(15);

    public static Outcome<CouponsHeld> Reserve(CommandContext context, ReserveCoupons command)
    {
        if (command.Redemption is not { } redemption) return new CouponNotNamed();
        if (CouponRedeemFlow.Begin(context, redemption, out var at, out var account) is { } unfit) return unfit;
        var time = command.For ?? Usual;
        if (time < Duration.FromMinutes(1) || time > Duration.FromHours(24)) return new CouponHoldTimeInvalid(time);
        var print = CouponRedeemFlow.FingerprintOf("coupons.reserve", redemption);
        var (first, conflict) = context.RepeatedKey(redemption.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        var desk = new CouponDesk(context, Instant.Min(at, context.Recorded));
        if (first is not null) return context.Accept(Answer(desk, first.Changes.OfType<CouponsReserved>().Single().Reservation.Id), replayed: true);
        var hand = context.Take(account!, desk.Effective);
        if (CouponRedeemFlow.Barred(context, hand.Account, redemption) is { } barred) return barred;
        var repeat = RepeatText(desk, redemption, at);
        if (repeat is not null && desk.Book.Claim(ClaimKind.CouponUse, desk.Organisation, redemption.Customer.Value, repeat) is { } claim
            && desk.Book.Reservation(claim.Subject) is { State: CouponReservationState.Held } known && known.EndsAt > desk.Now)
            return context.Accept(Answer(desk, known.Id), replayed: true);
        hand.Begin(EntryKind.CouponReservation, EntryFacts.None, desk.Program.Version);
        var lines = CouponRedeemFlow.Decide(desk, hand, redemption, at, false);
        if (CouponRedeemFlow.Refused(context, redemption.Customer, lines) is { } refusal) return refusal;
        // Used already for this sale: there is nothing to reserve.
        if (lines.FirstOrDefault(line => line.Repeated is not null) is { } used) return new CouponUsedBefore(new(used.Repeated!.Customer));
        var id = Hold(desk, hand, lines, CouponRedeemFlow.FactsOf(redemption), at, context.Recorded + time, repeat);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(redemption.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(Answer(desk, id));
    }

    /// <summary>Reserves coupons that were decided, in the entry of the account in hand; the number of their reservation.</summary>
    internal static long Hold(CouponDesk desk, AccountHand hand, IReadOnlyList<CouponRedeemFlow.Line> lines, CouponFacts facts, Instant at, Instant endsAt, string? repeat)
    {
        ReservedCoupon[] reserved = [.. lines.Select(line => new ReservedCoupon(Made(desk, hand, line).Id, line.Series!.Id, line.Terms!))];
        var reservation = new CouponReservation
        {
            Id = desk.Context.Work.NextId(CouponReservation.All),
            Organisation = 0,
            Customer = 0,
            At = at,
            EndsAt = endsAt,
            Facts = facts,
            Place = desk.Context.Place,
            Coupons = reserved,
        };
        desk.Do(hand, new CouponsReserved(reservation, desk.DayOf(at), repeat));
        return reservation.Id;
    }

    public static Outcome<CouponsRedeemed> Confirm(CommandContext context, CouponReservationId id)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (Find(desk, id) is not { } reservation) return new CouponReservationUnknown(id.ToString());
        var print = new Fingerprint("coupons.confirm").With("reservation", id.Value).Value();
        var (first, conflict) = context.RepeatedKey(reservation.Customer, null, print);
        if (conflict is not null) return conflict;
        if (first is not null || reservation.State == CouponReservationState.Confirmed)
            return Confirmed(desk, id, reservation.Customer, reservation.Uses, true);
        if (reservation.State == CouponReservationState.Released) return new CouponReservationEndedBefore(id, "released");
        var isLate = reservation.EndsAt <= desk.Now;
        var hand = desk.Take(Standing.Of(context.Work, reservation.Customer).Account);
        if (ReservedParts.OfCoupons(context, hand.Account, id.Value) is { } part) return part;
        hand.Begin(EntryKind.CouponConfirmation, EntryFacts.None, desk.Program.Version);
        var lines = isLate ? Again(desk, hand, reservation) : Kept(desk, reservation);
        if (CouponRedeemFlow.Refused(context, new(reservation.Customer), lines) is { } refusal) return refusal;
        var uses = Use(desk, hand, reservation, lines, isLate ? desk.Now : reservation.At, 0, isLate);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(reservation.Customer, null, print, hand.OwnEntry.Position);
        return Confirmed(desk, id, reservation.Customer, uses, false);
    }

    /// <summary>Turns a reservation that holds into the redemptions of a bill: no new checks.</summary>
    internal static void Use(CouponDesk desk, AccountHand hand, CouponReservation reservation, long bill) => Use(desk, hand, reservation, Kept(desk, reservation), reservation.At, bill, false);

    private static long[] Use(CouponDesk desk, AccountHand hand, CouponReservation reservation, List<CouponRedeemFlow.Line> lines, Instant at, long bill, bool isLate)
    {
        // The slots are given up first, so that their uses take them.
        var uses = new CouponUse[lines.Count];
        for (var i = 0; i < uses.Length; i++) uses[i] = Draft(desk, reservation, lines[i], at, bill, isLate);
        long[] ids = [.. uses.Select(use => use.Id)];
        desk.Do(hand, new CouponReservationEnded(reservation.Id, SeriesOf(reservation), ids));
        for (var i = 0; i < uses.Length; i++)
        {
            var keep = lines[i].Series!.Settings.MinDaysBetweenRedemption + 7;
            desk.Do(hand, new CouponUsed(uses[i], desk.DayOf(at), keep, CouponRedeemFlow.RepeatText(desk, lines[i].Coupon!, reservation.Facts.Transaction, at), lines[i].Series!.Settings.Signals));
        }
        return ids;
    }

    /// <summary>Lets a reservation go, in the entry of the account in hand.</summary>
    internal static void End(CouponDesk desk, AccountHand hand, CouponReservation reservation) => desk.Do(hand, new CouponReservationEnded(reservation.Id, SeriesOf(reservation), []));

    private static Outcome<CouponsRedeemed> Confirmed(CouponDesk desk, CouponReservationId id, long customer, IReadOnlyList<long> ids, bool replayed)
    {
        CouponUse[] uses = [.. ids.Select(desk.Book.KnownUse)];
        if (uses.Any(use => use.IsFlagged)) desk.Context.Warn(new CouponsConfirmedLate(id));
        return desk.Context.Accept(CouponRedeemFlow.Answer(desk, new(customer), uses), replayed);
    }

    public static Outcome<CouponsReleased> Release(CommandContext context, CouponReservationId id)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (Find(desk, id) is not { } reservation) return new CouponReservationUnknown(id.ToString());
        var print = new Fingerprint("coupons.release").With("reservation", id.Value).Value();
        var (first, conflict) = context.RepeatedKey(reservation.Customer, null, print);
        if (conflict is not null) return conflict;
        if (reservation.State == CouponReservationState.Confirmed) return new CouponReservationEndedBefore(id, "confirmed");
        if (first is not null || reservation.State == CouponReservationState.Released) return context.Accept(new CouponsReleased(id), replayed: true);
        var hand = desk.Take(Standing.Of(context.Work, reservation.Customer).Account);
        if (ReservedParts.OfCoupons(context, hand.Account, id.Value) is { } part) return part;
        hand.Begin(EntryKind.CouponRelease, EntryFacts.None, desk.Program.Version);
        End(desk, hand, reservation);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(reservation.Customer, null, print, hand.OwnEntry.Position);
        return context.Accept(new CouponsReleased(id));
    }

    private static CouponReservation? Find(CouponDesk desk, CouponReservationId id) =>
        id.Value is > 0 and < 1L << 53 && desk.Book.Reservation(id.Value) is { } found && found.Organisation == desk.Organisation ? found : null;

    private static CouponUse Draft(CouponDesk desk, CouponReservation reservation, CouponRedeemFlow.Line line, Instant at, long bill, bool isLate) => new()
    {
        Id = desk.Context.Work.NextId(CouponUse.All),
        Organisation = 0,
        Customer = 0,
        Series = line.Series!.Id,
        Coupon = line.Coupon!.Id,
        At = at,
        Recorded = default,
        Place = reservation.Place,
        Facts = reservation.Facts,
        Terms = line.Terms!,
        Bill = bill,
        Reservation = reservation.Id,
        IsFlagged = isLate,
    };

    /// <summary>Reserved coupons as they were decided then.</summary>
    private static List<CouponRedeemFlow.Line> Kept(CouponDesk desk, CouponReservation reservation) => [.. reservation.Coupons.Select(reserved =>
    {
        var coupon = desk.Book.Known(reserved.Coupon);
        return new CouponRedeemFlow.Line(coupon.Code, desk.Book.Series(reserved.Series), coupon, null, reserved.Terms, null, default, []);
    })];

    /// <summary>The reservation has lapsed: everything is decided anew, as of now.</summary>
    private static List<CouponRedeemFlow.Line> Again(CouponDesk desk, AccountHand hand, CouponReservation reservation)
    {
        var again = new RedeemCoupons(new(reservation.Customer), []) { Ids = [.. reservation.Coupons.Select(each => new CouponId(each.Coupon))], BillAmount = reservation.Facts.BillAmount };
        // The PIN was right when it was asked for.
        return [.. CouponRedeemFlow.Decide(desk, hand, again, desk.Now, false).Select((line, i) =>
            line.Refusal is CouponValidationMissing or null ? line with { Refusal = null, Terms = reservation.Coupons[i].Terms } : line)];
    }

    private static Coupon Made(CouponDesk desk, AccountHand hand, CouponRedeemFlow.Line line) => line.Coupon!.Id != 0
        ? line.Coupon
        : CouponIssueDecisions.Make(desk, hand, line.Series!, line.Coupon, line.Series!.Settings.Handling == CouponHandling.Generic ? hand.Account.Owner.Key : 0);

    private static long[] SeriesOf(CouponReservation reservation) => [.. reservation.Coupons.Select(each => each.Series).Distinct()];

    internal static CouponsHeld Answer(CouponDesk desk, long id)
    {
        var reservation = desk.Book.KnownReservation(id);
        return new(
            new(id), new(reservation.Customer), [.. reservation.Coupons.Select(each => CouponRedeemFlow.Shown(null, desk.Book.Known(each.Coupon), each.Terms))],
            reservation.EndsAt, reservation.Coupons.Sum(each => each.Terms.Discount ?? 0));
    }

    private static string? RepeatText(CouponDesk desk, RedeemCoupons command, Instant at) => string.IsNullOrWhiteSpace(command.TransactionNumber)
        ? null
        : FormattableString.Invariant($"r/{string.Join(',', command.Ids)}/{string.Join(',', command.Codes.Select(code => CouponCode.Normal(code) ?? ""))}/{desk.Place?.Store}/{desk.DayOf(at)}/{command.TransactionNumber.Trim()}");
}
