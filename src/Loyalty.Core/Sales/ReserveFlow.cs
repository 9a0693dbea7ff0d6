using NodaTime;

namespace Loyalty;

/// <summary>How a sale is reserved and let go (coupons R31-R34): decided as a checkout would be, each part held where its concept holds, all in one entry.</summary>
internal static class ReserveFlow
{
    private static readonly Duration Usual = Duration.FromMinutes(15);

    public static Outcome<SaleReserved> Reserve(CommandContext context, ReserveSale command)
    {
        if (Unfit(context, command) is { } unfit) return unfit;
        var (sale, customer) = (command.Sale, command.Sale.Customer!.Value);
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var now) is { } notThen) return notThen;
        if (now != context.Recorded) return new EffectiveTimeNotAllowed(now, "now");
        var content = ReservedSales.FingerprintOf(sale);
        var print = new Fingerprint("sales.reserve").With("content", unchecked((long)content)).With("for", command.For?.ToString()).Value();
        var number = Bill.Normal(sale.Number);
        var (first, conflict) = context.RepeatedKey(customer.Value, number, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, first.Changes.OfType<SaleReservationMade>().Single().Reservation.Id), replayed: true);
        if (context.Member(customer) is { } known && ReservedSales.Find(context, known, sale.Number) is { } before && before.IsAlive(context.Recorded))
            return before.Fingerprint == content ? context.Accept(Answer(context, before.Id), replayed: true) : new SaleReservedOtherwise(Text.Shown(sale.Number), new(before.Id), before.EndsAt);
        if (SaleFlow.Start(context, sale, SaleFlow.FingerprintOf(sale, customer), out var start) is { } refusal) return refusal;
        if (start.First is { } sold) return new SaleSoldBefore(Text.Shown(sale.Number), new(sold.Id));
        var hand = context.Take(start.Account!, context.Recorded);
        if (Hold(context, hand, start, sale, content, Ticks.Floor(context.Recorded + (command.For ?? Usual)), out var reservation, out var points) is { } refused) return refused;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        if (points is not null) context.Work.Put(Redemption.All, points.Id, points with { Position = hand.OwnEntry.Position });
        context.RememberKey(customer.Value, number, print, hand.OwnEntry.Position);
        Guessing.CountNoted(context, customer);
        return context.Accept(Answer(context, reservation!.Id));
    }

    public static Outcome<SaleReleased> Release(CommandContext context, SaleReservationId id)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        var record = id.Value > 0 && context.Work.Find(SaleReservation.All, id.Value) is { } found && found.Organisation == context.Organisation ? found : null;
        if (context.Trace.Fails("sale_reservation.known", "coupons R34", record is not null, id.Value, "a reservation of the organisation")) return new SaleReservationUnknown(id.ToString());
        var print = new Fingerprint("sales.release").With("reservation", id.Value).Value();
        var (first, conflict) = context.RepeatedKey(record!.Customer, null, print);
        if (conflict is not null) return conflict;
        if (context.Trace.Fails("sale_reservation.open", "coupons R34", record.Bill == 0, record.State, SaleReservationState.Held)) return new SaleReservationSold(id, new(record.Bill));
        if (first is not null || record.State == SaleReservationState.Released) return context.Accept(new SaleReleased(id), replayed: true);
        var account = Standing.Of(context.Work, record.Customer).Account;
        var hand = context.Take(account, context.NotLate(account, at));
        var program = context.Program(hand.Effective);
        hand.Begin(EntryKind.SaleRelease, new EntryFacts { Redemption = record.Redemption }, program.Version);
        hand.Do(context, new SaleReservationEnded(record.Id, SaleReservationState.Released, 0));
        var points = End(context, hand, program, record);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        if (points is not null) context.Work.Put(Redemption.All, points.Id, points with { State = RedemptionState.Released, EndedAt = hand.OwnEntry.Position });
        context.RememberKey(record.Customer, null, print, hand.OwnEntry.Position);
        return context.Accept(new SaleReleased(id));
    }

    /// <summary>Decides the sale up to its payment, and holds what it takes.</summary>
    private static Refusal? Hold(
        CommandContext context, AccountHand hand, in SaleFlow.Started start, Checkout sale, ulong content, Instant endsAt, out SaleReservation? reservation, out Redemption? points)
    {
        (reservation, points) = (null, null);
        var (program, promoted) = (start.Program, start.Terms);
        if (SalePromotions.Stopped(context, hand.Account, sale.PromoCodes) is { } stopped) return stopped;
        var deal = SalePromotions.Evaluate(context, hand, program, new(sale.Tenders, sale.PromoCodes), ref promoted);
        if (deal is { Discount: > 0 } && BillAcceptance.Limits(promoted.Amount, program.Bills, context.Trace) is { } outside) return outside;
        var redemption = sale.RedeemPoints == 0 ? 0 : context.Work.NextId(Redemption.All);
        hand.Begin(EntryKind.SaleReservation, new EntryFacts { Redemption = redemption }, program.Version);
        if (SaleCoupons.Reserve(context, hand, promoted, endsAt, out var net, out var coupons) is { } notReserved) return notReserved;
        var vouchers = SaleVouchers.Pay(promoted.Vouchers, net.Amount);
        var due = net.Amount - vouchers.Sum(each => each.Paid);
        if (redemption != 0)
        {
            if (HoldPoints(context, hand, program, sale, due, redemption, endsAt, out points) is { } notHeld) return notHeld;
            due -= program.Worth(points!.Units);
        }
        if (sale.ExpectedDue is { } expected && context.Trace.Fails("sale.expected_due", null, due == expected, due, expected)) return new TotalChanged(due, expected);
        var paid = vouchers.Select(each => SaleVouchers.Use(each, promoted.Vouchers, promoted.Time, program.OrganisationZone));
        var told = new CartEvaluationTold(deal?.Tenders ?? [], deal?.Codes ?? SaleCodes.Unknown(sale.PromoCodes), vouchers);
        var evaluation = SaleEvaluations.Keep(context, hand, program, start.Terms, promoted, told, endsAt, promoted.Uses.Concat(paid), null);
        reservation = new SaleReservation
        {
            Id = context.Work.NextId(SaleReservation.All),
            Organisation = context.Organisation,
            Customer = hand.Account.Owner.Key,
            Number = sale.Number.Trim(),
            Fingerprint = content,
            At = hand.Effective,
            EndsAt = endsAt,
            Place = context.Place,
            Evaluation = evaluation.Id,
            Coupons = coupons,
            Redemption = redemption,
            Nets = [.. net.Lines.Select(line => line.Amount)],
        };
        hand.Do(context, new SaleReservationMade(reservation));
        return null;
    }

    private static Refusal? HoldPoints(CommandContext context, AccountHand hand, ProgramSnapshot program, Checkout sale, decimal due, long id, Instant endsAt, out Redemption? points)
    {
        points = null;
        if (program.Movable(sale.RedeemPoints, context.Trace, out var units) is { } immovable) return immovable;
        if (RedemptionDecisions.Check(hand, program, sale.RedeemPoints, units, due, [], context.Trace) is { } refusal) return refusal;
        if (SaleFlow.Confirm(context, hand, program, sale) is { } unconfirmed) return unconfirmed;
        var draws = RedemptionDecisions.Draw(hand, program.PointsCurrency, units, []);
        HoldDecisions.Make(hand, program.PointsCurrency, id, draws, endsAt);
        points = new Redemption
        {
            Id = id,
            Organisation = context.Organisation,
            Customer = hand.Account.Owner.Key,
            Currency = program.PointsCurrency,
            State = RedemptionState.Held,
            Units = units,
            Draws = draws,
            Position = 0,
        };
        return null;
    }

    /// <summary>Lets every part go; what the clock has let go already stays so. The redemption that its points were held for, or null.</summary>
    private static Redemption? End(CommandContext context, AccountHand hand, ProgramSnapshot program, SaleReservation record)
    {
        var evaluation = new StoredCarts(context.Work).KnownEvaluation(record.Evaluation);
        if (evaluation.State == CartEvaluationState.Open) hand.Do(context, new CartEvaluationEnded(evaluation.Id, CartEvaluationState.Cancelled, 0, evaluation.Reserved));
        var desk = new CouponDesk(context, hand.Effective);
        if (record.Coupons != 0 && desk.Book.KnownReservation(record.Coupons) is { State: CouponReservationState.Held } coupons) CouponReservationFlow.End(desk, hand, coupons);
        if (record.Redemption == 0 || Redemption.Find(context.Work, record.Redemption) is not { State: RedemptionState.Held } held) return null;
        if (HoldDecisions.Find(hand.Points.Pool(held.Currency), held.Id) is { } hold) HoldDecisions.End(hand, held.Currency, hold, hand.Effective);
        return held;
    }

    /// <summary>What is asked for must be a sale as it can be reserved: now, priced here.</summary>
    private static Refusal? Unfit(CommandContext context, ReserveSale command)
    {
        var trace = context.Trace;
        if (command.Sale is not { } sale) return new InvalidValue("Sale", "", "a sale");
        if ((SaleChecks.Parts(sale.Cart, sale.Gifts, sale.Codes, trace) ?? BillChecks.Number(sale.Number, trace)) is { } missing) return missing;
        if (SaleChecks.Member(sale.Customer, trace) is { } nobody) return nobody;
        if ((SalePromotions.Tenders(sale.Tenders, trace) ?? SalePromotions.PromoCodes(sale.PromoCodes, trace)) is { } unasked) return unasked;
        if (sale.Time is { } time) return new InvalidValue("Sale.Time", FormattableString.Invariant($"{time}"), "none: a sale is reserved now");
        if (sale.Gifts.Count > 0) return new InvalidValue("Sale.Gifts", FormattableString.Invariant($"{sale.Gifts.Count} gifts"), "none: gifts are given at checkout");
        if (sale.Evaluation is not null || sale.AppliedPromotions is not null) return new InvalidValue("Sale.Evaluation", Text.Shown(sale.Evaluation ?? ""), "none: a reservation evaluates the cart itself");
        return command.For is { } time2 && (time2 < Duration.FromMinutes(1) || time2 > Duration.FromHours(24)) ? new SaleReservationTime(time2) : null;
    }

    private static SaleReserved Answer(CommandContext context, long id)
    {
        var record = context.Work.Find(SaleReservation.All, id)!;
        var evaluation = new StoredCarts(context.Work).KnownEvaluation(record.Evaluation);
        var program = context.Configurations.Version(context.Work, evaluation.Configuration);
        var units = record.Redemption == 0 ? 0 : context.Work.Find(Redemption.All, record.Redemption)!.Units;
        var (total, paid, vouchers) = (record.Nets.Sum(), program.Worth(units), evaluation.Told.Vouchers);
        return new(
            new(id), record.Number, new(CustomerAlias.Standing(context.Work, record.Customer)), record.EndsAt, total, paid, total - paid - vouchers.Sum(each => each.Paid))
        {
            Lines = ReservedSales.Lines(evaluation.Lines, record.Nets),
            Promotions = evaluation.Promotions,
            Coupons = record.Coupons == 0 ? [] : CouponReservationFlow.Answer(new CouponDesk(context, record.At), record.Coupons).Coupons,
            PromoCodes = SaleCodes.Told(context.Options.Audience, evaluation.Told.Codes),
            Vouchers = SaleVouchers.Shown(context, vouchers),
            Points = program.Points(units),
        };
    }
}
