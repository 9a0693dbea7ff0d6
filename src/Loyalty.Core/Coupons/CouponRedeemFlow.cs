using NodaTime;

namespace Loyalty;

/// <summary>How a redemption of coupons walks: check the request, find each coupon, decide one after the other, all or none.</summary>
internal static class CouponRedeemFlow
{
    public const int MostCodes = 50;
    private const int DaysBeyondGap = 7;

    /// <summary>One coupon of a request, decided.</summary>
    public sealed record Line(string Given, CouponSeries? Series, Coupon? Coupon, Refusal? Refusal, CouponTerms? Terms, CouponUse? Repeated, CouponDecisions.Limits Limits, IReadOnlyList<string> Unverified);

    public static Outcome<CouponsRedeemed> Redeem(CommandContext context, RedeemCoupons command)
    {
        if (Begin(context, command, out var at, out var account) is { } unfit) return unfit;
        var print = FingerprintOf("coupons.redeem", command);
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        var desk = new CouponDesk(context, Instant.Min(at, context.Recorded));
        if (first is not null) return context.Accept(Answer(desk, command.Customer, UsesOf(desk, first)), replayed: true);
        var hand = context.Take(account!, desk.Effective);
        if (Barred(context, hand.Account, command) is { } barred) return barred;
        hand.Begin(EntryKind.CouponRedemption, EntryFacts.None, desk.Program.Version);
        var lines = Decide(desk, hand, command, at, false);
        if (Refused(context, command.Customer, lines) is { } refusal) return refusal;
        var uses = lines.Select(line => line.Repeated ?? Use(desk, hand, line, at, FactsOf(command), 0, 0, false)).ToArray();
        if (lines.All(line => line.Repeated is not null)) return context.Accept(Answer(desk, command.Customer, uses), replayed: true);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(Answer(desk, command.Customer, [.. uses.Select(use => desk.Book.KnownUse(use.Id))]));
    }

    /// <summary>What <see cref="Redeem"/> would answer: the same walk on a view that is never committed.</summary>
    public static Outcome<CouponsChecked> Check(CommandContext context, RedeemCoupons command)
    {
        if (Begin(context, command, out var at, out var account) is { } unfit) return unfit;
        var desk = new CouponDesk(context, Instant.Min(at, context.Recorded));
        var hand = context.Take(account!, desk.Effective);
        if (Barred(context, hand.Account) is { } barred) return barred;
        hand.Begin(EntryKind.CouponRedemption, EntryFacts.None, desk.Program.Version);
        var lines = Decide(desk, hand, command, at, true);
        var checks = lines.ConvertAll(line => Checked(context, LacksTransaction(context, command) ? line with { Unverified = [.. line.Unverified, "TransactionNumber"] } : line));
        if (checks.Exists(check => check.Refusal is CouponNotUsable)) CouponAudience.Hide(context);
        return context.Accept(new CouponsChecked(checks) { Wrong = lines.Count(line => CouponAudience.IsWrong(line.Refusal)) });
    }

    private static CouponCheck Checked(CommandContext context, Line line) => CouponAudience.For(context, line.Refusal) switch
    {
        null => new(line.Given, CouponNumbers.Done, null, Shown(null, line.Coupon!, line.Terms!), line.Limits.Left, line.Limits.ByCustomer, line.Unverified),
        CouponNotUsable unusable => new(line.Given, unusable.Number, unusable, null, null, 0, []),
        var refusal => new(line.Given, CouponNumbers.Of(refusal), refusal, null, line.Series is null ? null : line.Limits.Left, line.Limits.ByCustomer, line.Unverified),
    };

    /// <summary>Who asks and what, before any coupon is looked at (coupons R20).</summary>
    internal static Refusal? Begin(CommandContext context, RedeemCoupons command, out Instant at, out Account? account)
    {
        (at, account) = (Ticks.Floor(context.Options.EffectiveTime ?? context.Recorded), null);
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (command.Codes is null || command.Ids is null) return new CouponCodesInvalid(0, MostCodes);
        var asked = command.Codes.Count + command.Ids.Count;
        if (asked == 0) return new CouponNotNamed();
        if (asked > MostCodes || command.Codes.Any(code => string.IsNullOrWhiteSpace(code))) return new CouponCodesInvalid(asked, MostCodes);
        if ((Text.Check("TransactionNumber", command.TransactionNumber, 100) ?? Text.Check("ValidationCode", command.ValidationCode, 100) ?? Text.Check("Fields", command.Fields)) is { } text) return text;
        if (context.Member(command.Customer) is not { } member) return context.Missing(command.Customer);
        account = member;
        if (command.BillAmount is { } amount && (amount < 0 || BillChecks.Money("BillAmount", amount) is not null)) return new CouponAmountInvalid(amount);
        if (command.Rate is < 0.000001m or > 1_000_000_000m) return new InvalidValue("Rate", Canonical.Text(command.Rate.Value), "0.000001 to 1,000,000,000");
        if (command.Lines is { } lines && Lines(lines) is { } wrong) return wrong;
        if (at < Ticks.Earliest) return new EffectiveTimeNotAllowed(at, $"from {Ticks.Earliest} on");
        if (at > context.Recorded + Duration.FromDays(1)) return new EffectiveTimeNotAllowed(at, $"up to {context.Recorded + CouponDecisions.Ahead}");
        return null;
    }

    /// <summary>What a member's status stops, as it is now.</summary>
    internal static Refusal? Stopped(CommandContext context, Account account, StatusRestriction restriction) =>
        Members.Stopped(account, context.Program(context.Recorded), restriction, context.Recorded, Explanation.None);

    /// <summary>Why nothing is redeemed: what bars the customer, or a transaction that is not named (coupons R20).</summary>
    internal static Refusal? Barred(CommandContext context, Account account, RedeemCoupons command) =>
        Barred(context, account) ?? (LacksTransaction(context, command) ? new CouponTransactionMissing() : null);

    private static bool LacksTransaction(CommandContext context, RedeemCoupons command) =>
        string.IsNullOrWhiteSpace(command.TransactionNumber) && context.Program(context.Recorded).Organisation.Coupons.TransactionNumberRequired;

    /// <summary>Why nothing about coupons is decided for a customer: its status, or too many wrong codes.</summary>
    internal static Refusal? Barred(CommandContext context, Account account) => Stopped(context, account, StatusRestriction.CouponRedemption) ?? Guessing.Stopped(context, account);

    /// <summary>Decides every coupon in request order, each seeing the slots of those before it; nothing stays when one is refused.</summary>
    internal static List<Line> Decide(CouponDesk desk, AccountHand hand, RedeemCoupons command, Instant at, bool isCheck) =>
        Decide(desk, hand, command, at, isCheck, new CouponDiscounts(command.BillAmount, command.Lines, command.Rate ?? 1m, desk.Program.MinorUnits, desk.Program.Program.CartPromotions));

    /// <summary>The same, with what the bill is left with.</summary>
    internal static List<Line> Decide(CouponDesk desk, AccountHand hand, RedeemCoupons command, Instant at, bool isCheck, CouponDiscounts bill)
    {
        var rate = command.Rate ?? 1m;
        var lines = new List<Line>();
        var asked = command.Ids.Select(id => (Given: id.ToString(), Found: CouponLookup.Find(desk, id)))
            .Concat(command.Codes.Select(code => (Given: Text.Shown(code.Trim()), Found: CouponLookup.Find(desk, code, command.Customer)))).ToArray();
        foreach (var (given, found) in asked)
        {
            if (found.Refusal is not null || found.Coupon is not { } coupon)
            {
                lines.Add(new Line(given, found.Series, null, found.Refusal ?? new CouponUnknown(given), null, null, default, []));
                continue;
            }
            var use = new CouponDecisions.Case
            {
                Series = found.Series!,
                Coupon = coupon,
                Account = hand.Account,
                At = at,
                Bill = bill,
                Rate = rate,
                Given = given,
                ValidationCode = command.ValidationCode,
                IsCheck = isCheck,
                TakenBefore = lines.Count(line => line.Refusal is null && line.Repeated is null && line.Series?.Id == found.Series!.Id),
            };
            if (lines.Any(line => line.Coupon?.Code == coupon.Code && line.Series?.Id == found.Series!.Id))
            {
                lines.Add(new Line(given, found.Series, coupon, new CouponRepeated(given), null, null, CouponDecisions.LimitsOf(desk, use), []));
                continue;
            }
            if (!isCheck && Repeated(desk, coupon, command, at) is { } repeated)
            {
                lines.Add(new Line(given, found.Series, coupon, null, null, repeated, default, []));
                continue;
            }
            var unverified = new List<string>();
            var limits = CouponDecisions.LimitsOf(desk, use);
            var refusal = CouponDecisions.Refuse(desk, use, unverified);
            var terms = refusal is null ? new CouponTerms(found.Series!.Settings.DiscountCode, found.Series.Settings.DiscountType, found.Series.Settings.DiscountValue, bill.Take(found.Series.Settings)) : null;
            lines.Add(new Line(given, found.Series, coupon, refusal, terms, null, limits, unverified));
        }
        return lines;
    }

    /// <summary>The refusal of a whole request, or null: the coupon's own when there is one coupon, else each with its number (coupons R24).</summary>
    internal static Refusal? Refused(CommandContext context, CustomerId customer, IReadOnlyList<Line> lines)
    {
        if (lines.All(line => line.Refusal is null)) return null;
        Guessing.CountWhenRefused(context, customer, lines.Count(line => CouponAudience.IsWrong(line.Refusal)));
        var refusals = lines.Select(line => CouponAudience.For(context, line.Refusal)).ToArray();
        if (refusals.Any(refusal => refusal is CouponNotUsable)) CouponAudience.Hide(context);
        return lines.Count == 1 ? refusals[0] : new CouponsNotRedeemed([.. lines.Select((line, i) => Item(line, refusals[i]))]);
    }

    private static CouponItem Item(Line line, Refusal? refusal) => refusal is null
        ? new(line.Given, CouponNumbers.OthersFailed, "coupon.others_failed", "Others of the request failed.", Id(line.Coupon))
        : new(line.Given, CouponNumbers.Of(refusal), refusal.Code, refusal.Message, refusal is CouponNotUsable ? null : Id(line.Coupon));

    /// <summary>Makes the use of a coupon that was decided.</summary>
    internal static CouponUse Use(CouponDesk desk, AccountHand hand, Line line, Instant at, CouponFacts facts, long reservation, long bill, bool isLate)
    {
        var coupon = line.Coupon!.Id != 0 ? line.Coupon
            : CouponIssueDecisions.Make(desk, hand, line.Series!, line.Coupon, line.Series!.Settings.Handling == CouponHandling.Generic ? hand.Account.Owner.Key : 0);
        var use = new CouponUse
        {
            Id = desk.Context.Work.NextId(CouponUse.All),
            Organisation = 0,
            Customer = 0,
            Series = coupon.Series,
            Coupon = coupon.Id,
            At = at,
            Recorded = default,
            Place = desk.Context.Place,
            Facts = facts,
            Terms = line.Terms!,
            Bill = bill,
            Reservation = reservation,
            IsFlagged = isLate,
        };
        var keep = line.Series!.Settings.MinDaysBetweenRedemption + DaysBeyondGap;
        desk.Do(hand, new CouponUsed(use, desk.DayOf(at), keep, RepeatText(desk, coupon, facts.Transaction, at), line.Series.Settings.Signals));
        return desk.Book.KnownUse(use.Id);
    }

    internal static CouponFacts FactsOf(RedeemCoupons command) =>
        new(command.TransactionNumber?.Trim(), command.BillAmount, null, command.Fields is { Count: > 0 } fields ? new Dictionary<string, string>(fields, StringComparer.Ordinal) : null);

    internal static CouponRedeemed Shown(CouponUseId? use, Coupon coupon, CouponTerms terms) =>
        new(use, Id(coupon), new(coupon.Series), coupon.Code, terms.Code, terms.Type, terms.Value, terms.Discount);

    internal static CouponsRedeemed Answer(CouponDesk desk, CustomerId customer, IReadOnlyList<CouponUse> uses) => new(
        customer, [.. uses.Select(use => Shown(new(use.Id), desk.Book.Known(use.Coupon), use.Terms))], uses[0].At, uses.Sum(use => use.Terms.Discount ?? 0));

    internal static IReadOnlyList<CouponUse> UsesOf(CouponDesk desk, JournalEntry entry) =>
        [.. entry.Changes.OfType<CouponUsed>().Select(change => desk.Book.KnownUse(change.Use.Id))];

    internal static ulong FingerprintOf(string name, RedeemCoupons command)
    {
        var print = new Fingerprint(name).With("transaction", command.TransactionNumber?.Trim()).With("bill_amount", command.BillAmount).With("rate", command.Rate)
            .With("fields", command.Fields);
        foreach (var id in command.Ids) print.With("id", id.Value);
        foreach (var code in command.Codes) print.With("code", CouponCode.Normal(code) ?? Text.Shown(code));
        return BillChecks.Lines(print, command.Lines ?? []).Value();
    }

    /// <summary>By what the same use asked again is known (coupons R27): null without a number of the sale.</summary>
    internal static string? RepeatText(CouponDesk desk, Coupon coupon, string? transaction, Instant at) =>
        string.IsNullOrWhiteSpace(transaction) ? null : FormattableString.Invariant($"{coupon.Series}/{coupon.Code}/{desk.Place?.Store}/{desk.DayOf(at)}/{transaction.Trim()}");

    private static CouponUse? Repeated(CouponDesk desk, Coupon coupon, RedeemCoupons command, Instant at)
    {
        if (RepeatText(desk, coupon, command.TransactionNumber, at) is not { } text) return null;
        return desk.Book.Claim(ClaimKind.CouponUse, desk.Organisation, command.Customer.Value, text) is { } claim && desk.Book.Use(claim.Subject) is { ReversedAt: null } use ? use : null;
    }

    private static CouponId? Id(Coupon? coupon) => coupon is { Id: > 0 } ? new CouponId(coupon.Id) : null;

    private static Refusal? Lines(IReadOnlyList<BillLine> lines)
    {
        if (lines.Count > 10_000) return new InvalidValue("Lines", FormattableString.Invariant($"{lines.Count} lines"), "up to 10,000 lines");
        foreach (var line in lines)
        {
            if (line is null) return new InvalidValue("Lines", "", "a line");
            if (line.Amount < 0 || BillChecks.Money("Lines", line.Amount) is not null) return new CouponAmountInvalid(line.Amount);
        }
        return null;
    }
}
