using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How redemptions that a till reports walk: checked, each looked up, what is new recorded in one entry (cart-promotions R21).</summary>
internal static class CartRedemptionFlow
{
    private const int MostAtOnce = 100;
    private const string Rule = "cart-promotions R21";

    public static Outcome<CartRedemptionsRecorded> Record(CommandContext context, RecordCartRedemptions command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var now) is { } notThen) return notThen;
        if (Faulty(command) is { } unfit) return unfit;
        var at = command.Time is { } given ? Ticks.Floor(given) : now;
        if (context.Trace.Fails("time.latest", Rule, at <= context.Recorded, at, context.Recorded)) return new InvalidValue("Time", Invariant($"{at}"), Invariant($"up to now, {context.Recorded}"));
        Account? account = null;
        if (command.Customer is { } customer && context.Member(customer, out account) is { } stranger) return stranger;
        var owner = account?.Owner ?? Owner.Of(context.Organisation, asOrganisation: true);
        var hand = account is not null ? context.Take(account, context.NotLate(account, at)) : new AccountHand(Accounts.Find(context.Work, owner) ?? new Account(owner), new StoredLots(context.Work, owner), context.Recorded, Instant.Min(at, context.Recorded));
        var program = context.Program(at);
        string[] unknown = [.. command.Redemptions.Select(each => each.Promotion).Where(id => CartPromotionIndex.Of(program)?.Find(id) is null).Distinct(StringComparer.Ordinal)];
        var known = command.Redemptions.Select(each => First(context, owner, command.Transaction, each)).ToArray();
        // What was recorded once is answered whatever the program is by now.
        if (known.All(each => each is not null)) return context.Accept(new CartRedemptionsRecorded(command.Transaction, known!), replayed: true);
        if (context.Trace.Fails("cart_promotion.known", Rule, unknown.Length == 0, unknown.Length, 0)) return new CartPromotionsUnknown([.. unknown.Select(Text.Shown)]);
        if (Decide(context, hand, program, command, known, at, out var changes) is { } refusal) return refusal;
        hand.Begin(EntryKind.CartRedemption, EntryFacts.None, program.Version);
        foreach (var (use, reported) in changes)
        {
            hand.Do(context, use);
            hand.Change(reported);
        }
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
        foreach (var (_, reported) in changes) context.Work.Put(Claims.All, Claims.Key(ClaimKind.CartRedemption, context.Organisation, owner.Key, reported.Key), new Claim(hand.OwnEntry.Position));
        foreach (var (_, reported) in changes)
            if (reported.IsBeyond) context.Warn(new CartLimitExceeded(reported.Redemption.Promotion));
        return context.Accept(new CartRedemptionsRecorded(command.Transaction, [.. command.Redemptions.Select(each => First(context, owner, command.Transaction, each)!)]));
    }

    /// <summary>What is new of the redemptions: whose records and codes they are, and whether a limit is passed (cart-promotions R20).</summary>
    private static Refusal? Decide(
        CommandContext context, AccountHand hand, ProgramSnapshot program, RecordCartRedemptions command, RecordedRedemption?[] known, Instant at, out List<(CartPromotionUsed Use, CartRedemptionReported Reported)> changes)
    {
        changes = [];
        var book = new StoredCarts(context.Work);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < known.Length; i++)
        {
            var redemption = command.Redemptions[i];
            if (known[i] is not null || !seen.Add(CartRedemptionReported.KeyOf(command.Transaction, redemption))) continue;
            var definition = CartPromotionIndex.Of(program)!.Find(redemption.Promotion)!.Definition;
            var holding = redemption.Holding is { } id ? hand.Account.Get(CartSection.Kind).Find(id.Value) : null;
            if (redemption.Holding is not null && (holding is null || holding.IsRevoked || holding.Promotion != definition.Id)) return new CartHoldingUnknown(Invariant($"{redemption.Holding}"));
            if (redemption.Code is not null && Guessing.Stopped(context, hand.Account.Owner.IsMember ? hand.Account : null) is { } stopped) return stopped;
            var code = redemption.Code is { } text && Text.IsFit(text, 50, required: true) ? book.Code(context.Organisation, text) : null;
            Refusal? wrong = redemption.Code is not null && code?.Promotion != definition.Id ? new CartCodeUnknown(Text.Shown(redemption.Code))
                : code is { Customer: not 0 } && code.Customer != hand.Account.Owner.Key ? new CartCodeLinked(code.Text) : null;
            if (wrong is not null)
            {
                Guessing.CountWhenRefused(context, command.Customer, 1);
                return wrong;
            }
            var counted = CartLimits.Counted(definition, at, program.OrganisationZone);
            if (!hand.Account.Owner.IsMember) counted = counted with { Member = false, MemberDays = 0 };
            var use = new CartPromotionUsed(definition.Id, holding?.Id ?? 0, code?.Id ?? 0, new(at, redemption.Times, 1, redemption.Discount), counted);
            var before = changes.Select(each => each.Use).ToArray();
            var passed = CartLimits.Passed(definition, use, before, hand.Account.Get(CartSection.Kind), book, context.Organisation, program.OrganisationZone);
            context.Trace.Note("cart_promotion.limit", Rule, passed is null, passed is null ? "within its limits" : "beyond a limit", definition.Id);
            if (passed is not null && (program.Program.CartPromotions!.LimitAtRedemption == CartLimitAtRedemption.Refuse || definition.Mode == CartPromotionMode.PaymentVoucher)) return new CartLimitPassed(definition.Id, passed.Scope, passed.Kpi, passed.Limit);
            use = use with { IsBeyond = passed is not null };
            changes.Add((use, new(command.Transaction.Trim(), command.Number, command.Amount, redemption, use.IsBeyond, i == 0 ? [.. command.Lines] : [])));
        }
        return null;
    }

    private static RecordedRedemption? First(CommandContext context, Owner owner, string transaction, ReportedRedemption redemption)
    {
        var key = CartRedemptionReported.KeyOf(transaction, redemption);
        if (context.Work.Find(Claims.All, Claims.Key(ClaimKind.CartRedemption, context.Organisation, owner.Key, key)) is not { } claim) return null;
        var entry = context.Work.Find(Journal.Entries, claim.Subject)!;
        var reported = entry.Changes.OfType<CartRedemptionReported>().First(each => each.Key == key);
        return new(reported.Redemption, entry.Changes.OfType<CartPromotionUsed>().First(each => each.Promotion == reported.Redemption.Promotion).Count.At, reported.IsBeyond, entry.Position);
    }

    private static Refusal? Faulty(RecordCartRedemptions command)
    {
        if ((Text.Check("Transaction", command.Transaction, 100, required: true) ?? Text.Check("Number", command.Number, 100) ?? Money("Amount", command.Amount)) is { } unfit) return unfit;
        if (command.Redemptions is null || command.Redemptions.Count is 0 or > MostAtOnce) return new InvalidValue("Redemptions", Invariant($"{command.Redemptions?.Count ?? 0}"), Invariant($"1 to {MostAtOnce}"));
        if (command.Lines is null || command.Lines.Count > 1000 || command.Lines.Any(line => line is null || !Text.IsFit(line.Sku, 100, required: true))) return new InvalidValue("Lines", "", "at most 1,000 lines, each with an item code");
        for (var i = 0; i < command.Redemptions.Count; i++)
        {
            var at = Invariant($"Redemptions[{i}]");
            if (command.Redemptions[i] is not { } each) return new InvalidValue(at, "", "a redemption");
            if ((Text.Check(at + ".Promotion", each.Promotion, 50, required: true) ?? Text.Check(at + ".Sku", each.Sku, 100) ?? Money(at + ".Discount", each.Discount) ?? Money(at + ".Used", each.Used) ?? Money(at + ".Discounted", each.Discounted)) is { } wrong) return wrong;
            if (each.Times is < 1 or > 1_000_000) return new InvalidValue(at + ".Times", Invariant($"{each.Times}"), "1 to 1,000,000");
        }
        return null;
    }

    private static InvalidValue? Money(string field, decimal value) =>
        value is >= 0 and <= 1_000_000_000m && decimal.Round(value, 6) == value ? null : new InvalidValue(field, Canonical.Text(value), "0 to 1,000,000,000 with up to 6 decimals");
}
