using NodaTime;

namespace Loyalty;

/// <summary>What is done to coupons after they were issued or used (coupons R36-R41). Of several codes each stands on its own.</summary>
internal static class CouponAfterFlow
{
    private const int MostRevoked = 50;
    private const int MostOfCustomer = 100;
    private const int MostExtended = 100;

    public static Outcome<CouponItems> Reactivate(CommandContext context, ReactivateCoupons command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.Redemptions is null || command.Redemptions.Count == 0) return new CouponUsesMissing();
        if (command.Redemptions.Count > MostOfCustomer) return new CouponCodesInvalid(command.Redemptions.Count, MostOfCustomer);
        var print = new Fingerprint("coupons.reactivate").With("redemptions", string.Join(',', command.Redemptions)).Value();
        if (Repeated(context, print, out var first) is { } conflict) return conflict;
        if (first is not null) return Reactivated(context, CouponIssueFlow.Items(first), true);
        var desk = new CouponDesk(context, effective);
        var uses = command.Redemptions.Select(id => (Id: id, Use: id.Value is > 0 and < 1L << 53 && desk.Book.Use(id.Value) is { } use && use.Organisation == desk.Organisation ? use : null)).ToArray();
        if (uses.All(each => each.Use is null)) return new CouponUsesUnknown([.. uses.Select(each => each.Id.ToString())]);
        var hands = new CouponHands(desk, EntryKind.CouponReversal);
        var items = new List<CouponItem>(uses.Length);
        foreach (var (id, use) in uses)
        {
            if (use is null)
            {
                items.Add(CouponIssueFlow.Refused(id.ToString(), new CouponUseUnknown(id.ToString())));
                continue;
            }
            var isReversed = desk.Book.KnownUse(use.Id).ReversedAt is not null;
            if (!isReversed) desk.Do(hands.Of(use.Customer, use.Series), new CouponUseReversed(use.Id, use.Series));
            items.Add(new CouponItem(id.ToString(), CouponNumbers.Done, null, isReversed ? ReversedBefore : "", new(use.Coupon)));
        }
        context.RememberKey(0, null, print, hands.Close(items));
        return Reactivated(context, new CouponItems(items), false);
    }

    /// <summary>What an item says of a redemption that had been reversed before; a repeated answer warns of it too.</summary>
    private const string ReversedBefore = "It had been reversed before.";

    private static Outcome<CouponItems> Reactivated(CommandContext context, CouponItems items, bool replayed)
    {
        foreach (var item in items.Items)
            if (item is { IsDone: true, Message: ReversedBefore }) context.Warn(new CouponReversedBefore(item.Given));
        return context.Accept(items, replayed);
    }

    public static Outcome<CouponItems> Revoke(CommandContext context, RevokeCoupons command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.Codes is null || command.Codes.Count is < 1 or > MostRevoked) return new CouponCodesInvalid(command.Codes?.Count ?? 0, MostRevoked);
        if (command.Codes.Count > 1 && command.Series is null) return new InvalidValue("Series", "", "the series of the codes");
        var print = new Fingerprint("coupons.revoke").With("codes", string.Join('\n', command.Codes.Select(code => CouponCode.Normal(code) ?? ""))).With("series", command.Series?.Value)
            .With("customer", command.Customer?.Value).Value();
        if (Repeated(context, print, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(CouponIssueFlow.Items(first), replayed: true);
        var desk = new CouponDesk(context, effective);
        if (command.Series is { } id && Open(desk, id, out _) is { } closed) return closed;
        var hands = new CouponHands(desk, EntryKind.CouponRevocation);
        var items = command.Codes.Select(code => Revoked(desk, hands, code, command)).ToArray();
        context.RememberKey(0, null, print, hands.Close(items));
        return context.Accept(new CouponItems(items));
    }

    public static Outcome<CouponItems> RevokeOf(CommandContext context, RevokeCouponsOf command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (context.Member(command.Customer) is null) return context.Missing(command.Customer);
        var print = new Fingerprint("coupons.revoke_of").With("customer", command.Customer.Value).With("series", command.Series.Value).Value();
        if (Repeated(context, print, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(CouponIssueFlow.Items(first), replayed: true);
        var desk = new CouponDesk(context, effective);
        if (Open(desk, command.Series, out _) is { } closed) return closed;
        Coupon[] coupons = [.. CouponReads.Of(desk, command.Customer, 0).Where(coupon => coupon.Series == command.Series.Value && coupon.RevokedAt is null && coupon.Uses == 0).Take(MostOfCustomer + 1)];
        if (coupons.Length > MostOfCustomer) return new CouponCodesInvalid(coupons.Length, MostOfCustomer);
        var hands = new CouponHands(desk, EntryKind.CouponRevocation);
        var items = coupons.Select(coupon => Revoked(desk, hands, coupon, coupon.Code)).ToArray();
        context.RememberKey(0, null, print, hands.Close(items));
        return context.Accept(new CouponItems(items));
    }

    public static Outcome<CouponItems> RevokeStretch(CommandContext context, CouponSeriesId id, long start)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        var desk = new CouponDesk(context, effective);
        if (Open(desk, id, out _) is { } closed) return closed;
        var print = new Fingerprint("coupons.revoke_stretch").With("series", id.Value).With("first", start).Value();
        if (Repeated(context, print, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(CouponIssueFlow.Items(first), replayed: true);
        var given = FormattableString.Invariant($"{start}");
        if (start < 0 || context.Work.Find(CouponStretch.All, RecordKey.Pair(id.Value, start)) is not { RevokedAt: null }) return new CouponNotRevocable(given);
        var hands = new CouponHands(desk, EntryKind.CouponRevocation);
        desk.Do(hands.Of(0, id.Value), new CouponStretchRevoked(id.Value, start));
        CouponItem[] items = [new CouponItem(given, CouponNumbers.Done, null, "", null)];
        context.RememberKey(0, null, print, hands.Close(items));
        return context.Accept(new CouponItems(items));
    }

    /// <summary>One commit's part of revoking a series: some hundreds of coupons by id, then its stretches.</summary>
    public static Outcome<CouponSeriesRevoked> RevokeSeries(CommandContext context, RevokeCouponSeries command, CouponSeriesRevoked before)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (Open(desk, command.Series, out _) is { } closed) return closed;
        var hands = new CouponHands(desk, EntryKind.CouponRevocation);
        var rows = new List<KeyValuePair<RecordKey, Coupon>>();
        context.Work.Scan(Coupon.All, KeyRange.After(new RecordKey(before.Next ?? 0)), CouponUploadFlow.RowsOfCommit, false, rows);
        var (revoked, kept, stretches) = (before.Revoked, before.Kept, before.Stretches);
        foreach (var (_, coupon) in rows)
        {
            if (coupon.Series != command.Series.Value || coupon.RevokedAt is not null) continue;
            if ((command.OnlyUnissued && coupon.Holder != 0) || !Revoked(desk, hands, coupon, coupon.Code).IsDone) kept++;
            else revoked++;
        }
        long? next = rows.Count == CouponUploadFlow.RowsOfCommit ? rows[^1].Key.Number : null;
        if (next is null)
        {
            var series = new List<KeyValuePair<RecordKey, CouponStretch>>();
            context.Work.Scan(CouponStretch.All, new KeyRange { From = RecordKey.Pair(command.Series.Value, 0), To = RecordKey.Pair(command.Series.Value + 1, 0) }, int.MaxValue, false, series);
            foreach (var (_, stretch) in series)
            {
                if (stretch.RevokedAt is not null) continue;
                desk.Do(hands.Of(0, stretch.Series), new CouponStretchRevoked(stretch.Series, stretch.First));
                stretches++;
            }
        }
        hands.CloseAll();
        return context.Accept(new CouponSeriesRevoked(revoked, kept, stretches, next));
    }

    public static Outcome<CouponItems> Extend(CommandContext context, ExtendCoupons command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.Codes is null || command.Codes.Count is < 1 or > MostExtended) return new CouponCodesInvalid(command.Codes?.Count ?? 0, MostExtended);
        if (command.ValidTill < Ticks.Earliest || command.ValidTill > Latest) return new InvalidValue("ValidTill", command.ValidTill.ToString(), "a time from 1970 to 2999");
        var print = new Fingerprint("coupons.extend").With("codes", string.Join('\n', command.Codes.Select(code => CouponCode.Normal(code) ?? ""))).With("series", command.Series.Value)
            .With("till", command.ValidTill).With("customer", command.Customer?.Value).Value();
        if (Repeated(context, print, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(CouponIssueFlow.Items(first), replayed: true);
        var desk = new CouponDesk(context, effective);
        if (Open(desk, command.Series, out var series) is { } closed) return closed;
        var hands = new CouponHands(desk, EntryKind.CouponAmendment);
        var items = command.Codes.Select(code => Extended(desk, hands, series!, code, command)).ToArray();
        context.RememberKey(0, null, print, hands.Close(items));
        return context.Accept(new CouponItems(items));
    }

    public static Outcome<CouponUseDetails> Amend(CommandContext context, AmendCouponUse command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _) ?? Text.Check("TransactionNumber", command.TransactionNumber, 100) ?? Text.Check("BillId", command.BillId, 100)
            ?? Text.Check("Fields", command.Fields)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.BillAmount is { } amount && (amount < 0 || BillChecks.Money("BillAmount", amount) is not null)) return new CouponAmountInvalid(amount);
        var desk = new CouponDesk(context, effective);
        if (command.Redemption.Value is <= 0 or >= 1L << 53 || desk.Book.Use(command.Redemption.Value) is not { } use || use.Organisation != desk.Organisation) return new CouponUseUnknown(command.Redemption.ToString());
        if (command.Customer is { } customer && customer.Value != use.Customer) return new CouponUseOfAnother(customer);
        var print = new Fingerprint("coupons.amend").With("redemption", use.Id).With("transaction", command.TransactionNumber).With("bill_amount", command.BillAmount).With("bill", command.BillId)
            .With("fields", command.Fields).Value();
        var (first, conflict) = context.RepeatedKey(use.Customer, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(CouponReads.Show(desk, use with { Facts = first.Changes.OfType<CouponUseAmended>().Single().Facts }), replayed: true);
        var facts = new CouponFacts(
            command.TransactionNumber?.Trim() ?? use.Facts.Transaction, command.BillAmount ?? use.Facts.BillAmount, command.BillId?.Trim() ?? use.Facts.BillId,
            command.Fields is { Count: > 0 } fields ? new Dictionary<string, string>(fields, StringComparer.Ordinal) : use.Facts.Fields);
        var hand = desk.Take(Standing.Of(context.Work, use.Customer).Account);
        hand.Begin(EntryKind.CouponAmendment, EntryFacts.None, desk.Program.Version);
        desk.Do(hand, new CouponUseAmended(use.Id, facts, use.Bill));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(use.Customer, null, print, hand.OwnEntry.Position);
        return context.Accept(CouponReads.Show(desk, desk.Book.KnownUse(use.Id)));
    }

    /// <summary>Whether a coupon's message may go out again; nothing changes (coupons R39).</summary>
    public static Outcome<CouponGiven> Resend(CommandContext context, string code, CustomerId customer)
    {
        var desk = new CouponDesk(context, context.Recorded);
        var found = CouponLookup.Find(desk, code, customer);
        if (found.Refusal is not null) return found.Refusal;
        var (coupon, settings) = (found.Coupon!, found.Series!.Settings);
        if (coupon.Id == 0 || coupon.IsPooled || coupon.Holder == 0) return new CouponNotIssued(Text.Shown(code));
        if (coupon.Holder != customer.Value) return new CouponOfAnother(Text.Shown(code));
        if (!settings.ResendMessageEnabled) return new CouponNotResendable("the series does not allow it");
        return CouponIssueDecisions.IsUsable(desk, coupon, settings) ? context.Accept(desk.Given(coupon, settings)) : new CouponNotResendable("it is not usable any more");
    }

    private static readonly Instant Latest = Instant.FromUtc(2999, 12, 31, 23, 59);

    private static CouponItem Revoked(CouponDesk desk, CouponHands hands, string? code, RevokeCoupons command)
    {
        var shown = Text.Shown(code ?? "");
        var found = CouponLookup.Find(desk, code, command.Customer);
        if (found.Series is { Settings.Handling: CouponHandling.Generic } && command.Customer is null) return CouponIssueFlow.Refused(shown, new CouponIsGeneric(shown));
        if (found.Coupon is not { } coupon || (coupon.Id == 0 && coupon.Serial < 0) || (command.Series is { } series && series.Value != coupon.Series)) return CouponIssueFlow.Refused(shown, new CouponNotRevocable(shown));
        // A code of a stretch gets a coupon of its own, which is then revoked.
        if (coupon is { Id: 0, RevokedAt: null }) coupon = CouponIssueDecisions.Make(desk, hands.Of(0, coupon.Series), found.Series!, coupon, 0);
        return Revoked(desk, hands, coupon, shown);
    }

    private static CouponItem Revoked(CouponDesk desk, CouponHands hands, Coupon coupon, string shown)
    {
        if (coupon.RevokedAt is not null) return CouponIssueFlow.Refused(shown, new CouponNotRevocable(shown));
        if (coupon.Uses > 0 || coupon.Holds.Any(hold => hold.EndsAt > desk.Now)) return CouponIssueFlow.Refused(shown, new CouponInUse(shown), new(coupon.Id));
        desk.Do(hands.Of(coupon.Holder, coupon.Series), new CouponRevoked(coupon.Id, coupon.Series, coupon.Holder));
        return new CouponItem(shown, CouponNumbers.Done, null, "", new(coupon.Id));
    }

    private static CouponItem Extended(CouponDesk desk, CouponHands hands, CouponSeries series, string? code, ExtendCoupons command)
    {
        var shown = Text.Shown(code ?? "");
        if (series.Settings.Handling == CouponHandling.Generic && command.Customer is null) return CouponIssueFlow.Refused(shown, new CouponCustomerNeeded(shown));
        var found = CouponLookup.Find(desk, code, command.Customer);
        if (found.Coupon is not { } coupon || coupon.Series != series.Id || coupon.IsPooled || (coupon.Id == 0 && coupon.Serial < 0))
            return new CouponItem(shown, 633, "coupon.unknown", FormattableString.Invariant($"No coupon '{shown}' of the series is known."), null);
        if (command.ValidTill < coupon.IssuedAt) return CouponIssueFlow.Refused(shown, new CouponEndsBeforeIssue(command.ValidTill, coupon.IssuedAt));
        var (end, seriesEnd) = (CouponTimes.EndOf(command.ValidTill), CouponTimes.SeriesEnd(series.Settings, desk.Zone));
        if (end > seriesEnd) return CouponIssueFlow.Refused(shown, new CouponEndsBeyondSeries(command.ValidTill, CouponTimes.LastSecond(seriesEnd)));
        if (coupon.Id == 0) coupon = CouponIssueDecisions.Make(desk, hands.Of(0, coupon.Series), series, coupon, 0);
        desk.Do(hands.Of(coupon.Holder, coupon.Series), new CouponExpirySet(coupon.Id, end));
        return new CouponItem(shown, CouponNumbers.Done, null, "", new(coupon.Id));
    }

    private static Refusal? Open(CouponDesk desk, CouponSeriesId id, out CouponSeries? series)
    {
        series = desk.Series(id);
        if (series is null) return new CouponSeriesUnknown(id.ToString());
        var end = CouponTimes.SeriesEnd(series.Settings, desk.Zone);
        return desk.Effective >= end ? new CouponSeriesOver(end) : null;
    }

    private static Refusal? Repeated(CommandContext context, ulong print, out JournalEntry? first)
    {
        (first, var conflict) = context.RepeatedKey(0, null, print);
        return conflict;
    }
}
