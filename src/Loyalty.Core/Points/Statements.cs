using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Reads of a member's points.</summary>
internal static class Statements
{
    public static Outcome<PointsBalance> Balance(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var program = context.Program(context.Recorded);
        var now = Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded);
        return context.Accept(PointsAnswers.Balance(program, customer, now.Get(PointsSection.Kind).Pool(program.PointsCurrency)));
    }

    public static Outcome<IReadOnlyList<ProgramBalance>> Balances(CommandContext context, CustomerId customer)
    {
        context.Scope = default;
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var program = context.Program(context.Recorded);
        var balances = new List<ProgramBalance>();
        Add(program, account);
        foreach (var further in program.Further)
            if (ProgramEnrolments.Find(context, customer, further) is { } beside) Add(further, beside);
        return context.Accept<IReadOnlyList<ProgramBalance>>(balances);

        void Add(ProgramSnapshot each, Account of)
        {
            var points = Clockwork.At(of, new StoredLots(context.Work, of.Owner), context, context.Recorded).Get(PointsSection.Kind);
            balances.Add(new(each.Program.Code, null, PointsAnswers.Balance(each, customer, points.Pool(each.PointsCurrency))));
            foreach (var view in each.InCurrencies) balances.Add(new(each.Program.Code, view.Currency!.Name, PointsAnswers.Balance(view, customer, points.Pool(view.PointsCurrency))));
        }
    }

    public static Outcome<Statement> Statement(CommandContext context, StatementRequest request)
    {
        if (request.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{request.Limit}"), "1 to 1,000");
        if (context.Member(request.Customer) is not { } account) return context.Missing(request.Customer);
        // Now is not before the member's newest entry, whatever the clock says: a balance and its rows must tell of the same entries.
        var at = request.At ?? Instant.Max(context.Recorded, account.LastEffective);
        var known = request.Known ?? Instant.MaxValue;
        IReadOnlyList<EntryDraft> due;
        var then = request.At is null && request.Known is null
            ? Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, at, out due)
            : EntryFold.AsOf(context, account, at, known, out due);
        var program = context.Program(at);
        var pool = then.Get(PointsSection.Kind).Pool(program.PointsCurrency);
        var rows = new List<StatementRow>();
        long? next = null;
        foreach (var entry in EntryFold.History(context.Work, account, request.Before ?? long.MaxValue))
        {
            if (entry.Effective > at || entry.Recorded > known) continue;
            if (rows.Count == request.Limit)
            {
                next = rows[^1].Position;
                break;
            }
            rows.Add(PointsAnswers.Row(context, program, entry));
        }
        var lots = new List<LotDetails>();
        foreach (var lot in pool.Lots)
            if (lot.Promised != 0 || lot.Available != 0 || lot.Held != 0) lots.Add(PointsAnswers.Lot(program, lot));
        var tier = then.Get(TierSection.Kind);
        return context.Accept(new Statement(
            request.Customer, at, Instant.Min(known, context.Recorded), PointsAnswers.Balance(program, request.Customer, pool), PointsAnswers.Totals(program, pool), lots, rows, next)
        {
            Due = [.. due.Select(draft => PointsAnswers.Row(program, draft, context.Recorded))],
            Tier = program.TierName(tier.Current),
            LifetimePurchases = tier.Purchases,
        });
    }

    /// <summary>A redemption by its code, as its owner's program counts points now.</summary>
    public static Outcome<RedemptionDetails> Redemption(CommandContext context, string code)
    {
        if (context.Codes.IdOf(code) is not { } id || RedemptionFlow.Find(context, new(id), out var found) is not null) return new RedemptionUnknown(Text.Shown(code));
        return Redemption(context, found!);
    }

    /// <summary>A redemption by the reference that its member's command had.</summary>
    public static Outcome<RedemptionDetails> Redemption(CommandContext context, CustomerId customer, string reference)
    {
        if (context.Member(customer, out _) is { } nobody) return nobody;
        var made = PointsAmounts.Reference(reference, context.Trace) is null ? context.Referenced(context.Owner(customer).Key, reference) : null;
        // A reversal has a reference of its own, which is none of the redemption.
        if (made is not { Kind: EntryKind.Redemption or EntryKind.Hold or EntryKind.ProgramsRedemption, Facts.Redemption: var id } || RedemptionFlow.Find(context, new(id), out var found) is not null) return new RedemptionUnknown(Text.Shown(reference));
        return Redemption(context, found!);
    }

    private static Outcome<RedemptionDetails> Redemption(CommandContext context, Redemption found)
    {
        context.Scope = found.Scope;
        var program = context.Program(context.Recorded);
        return context.Accept(new RedemptionDetails(
            new(found.Id), context.Codes.Of(found.Id), found.Member, program.Points(found.Whole), program.Points(found.Parts(context.Work).Sum(part => part.Left)), found.State != RedemptionState.Redeemed)
        {
            At = context.Work.Find(Journal.Entries, found.Position)!.Effective,
            Bill = found.Bill == 0 ? null : new BillId(found.Bill),
            Purpose = found.Purpose,
        });
    }

    public static Outcome<Exploded> Explode(CommandContext context, long position)
    {
        var entry = position > 0 ? context.Work.Find(Journal.Entries, position) : null;
        if (entry is null || !(entry.Owner.IsMember || entry.Owner.IsInProgram)) return new EntryUnknown(position);
        // An entry says itself which program it is of.
        context.Scope = context.Scope with { Further = ProgramScopes.Of(entry.Owner, ProgramSnapshot.MainCurrency).Further };
        if (context.Member(entry.Owner.Customer) is not { } account) return new EntryUnknown(position);
        // Rules are named by the version that decided the entry; what the clock did names none.
        var program = entry.Configuration == 0 ? context.Program(entry.Effective) : context.Decided(entry);
        var stored = new StoredLots(context.Work, account.Owner);
        var points = Clockwork.At(account, stored, context, context.Recorded).Fork().Edit(PointsSection.Kind);
        points.Archive ??= stored;
        var moved = entry.Changes.OfType<ExpiryMoved>().SelectMany(change => change.Lots).Select(each => (each.Currency, each.Lot));
        var touched = entry.Postings.Where(posting => posting.Lot != 0).Select(posting => (posting.Currency, posting.Lot)).Concat(moved).Where(each => each.Currency == program.PointsCurrency).Distinct().Order()
            .Select(each => PointsAnswers.Lot(program, points.Lot(each.Currency, each.Lot)));
        return context.Accept(new Exploded(
            PointsAnswers.Row(context, program, entry),
            [.. EntryAnswers.Awards(program, entry, gifts: false), .. EntryAnswers.Awards(program, entry, gifts: true)],
            [.. touched]) { Customer = entry.Owner.Customer, Program = program.Program.Code });
    }
}

/// <summary>The journal has no such entry of a member of this organisation.</summary>
public sealed record EntryUnknown(long Position) : Refusal("entry.unknown", "Position", Invariant($"No entry {Position} is known in this organisation."));
