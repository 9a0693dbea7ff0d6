using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>What every read must answer.</summary>
internal sealed partial class ReferenceModel
{
    public static CustomerDetails Details(ModelMember member) => new(new(member.Id), member.FirstName, null, null, null, member.External, member.EnrolledAt, member.State.BlockedSince);

    public static PointsBalance Balance(ModelMember member, Instant now) => BalanceOf(member, member.At(now));

    public TierStatus Standing(ModelMember member, Instant now)
    {
        JudgeAt(now);
        var state = member.State;
        var next = state.Tier < Program.Tiers.Count ? Program.Tiers[state.Tier] : null;
        return new TierStatus(
            new(member.Id), TierName(state.Tier), state.Tier, state.Tiers.Count == 0 ? null : state.Tiers[^1].Since, state.Purchases,
            next?.Name, next is null ? null : Math.Max(0, next.LifetimePurchases!.Value - state.Purchases));
    }

    public GiftCount Count(GiftDefinition gift) => new(gift.Id, _gifts.GetValueOrDefault(gift.Id), gift.Limit);

    public Statement Statement(ModelMember member, StatementRequest request, Instant now)
    {
        var at = JudgeAt(request.At ?? Instant.Max(now, member.Entries.Max(entry => entry.Effective)));
        var known = request.Known ?? Instant.MaxValue;
        var hand = request.At is null && request.Known is null ? member.HandAt(now) : member.HandAsOf(at, known);
        var state = hand.State;
        var rows = member.Entries.Where(entry => entry.Effective <= at && entry.Recorded <= known && entry.Position < (request.Before ?? long.MaxValue))
            .OrderByDescending(entry => entry.Position).ToArray();
        return new Statement(
            new(member.Id), at, Instant.Min(known, now), BalanceOf(member, state), TotalsOf(state),
            [.. state.Lots.Where(lot => lot.Promised != 0 || lot.Available != 0 || lot.Held != 0).Select(LotOf)],
            [.. rows.Take(request.Limit).Select(Row)], rows.Length > request.Limit ? rows[request.Limit - 1].Position : null)
        {
            Due = [.. hand.Closed.Select(entry => Row(entry) with { Recorded = now })],
            Tier = TierName(state.Tier),
            LifetimePurchases = state.Purchases,
        };
    }

    public Exploded Explode(ModelMember member, ModelEntry entry, Instant now)
    {
        var state = member.At(now);
        return new Exploded(
            Row(entry), [.. Awards(entry, gifts: false), .. Awards(entry, gifts: true)],
            [.. entry.Moves.Select(move => move.Lot).Where(lot => lot != 0).Distinct().Order().Select(lot => LotOf(state.Lot(lot)))])
        {
            Customer = new(member.Id),
            Program = Program.Code,
        };
    }

    public BillDetails Show(ModelBill bill) => new(
        new(bill.Id), bill.Number, new(bill.Customer), null, null, bill.Time, bill.Recorded, bill.Amount, bill.Lines, bill.AmountBack,
        [.. bill.Lines.Select((line, i) => bill.LinesBack is { } back ? back[i].Quantity : bill.IsAllBack ? line.Quantity : 0)],
        bill.Of != 0, bill.Of == 0 ? null : new BillId(bill.Of))
    {
        Redemptions = [.. bill.Redemptions.Select(id => new RedemptionId(id))],
        LocalTime = bill.Time.InZone(ZoneOfOrganisation(bill.Time)).ToOffsetDateTime(),
        Created = bill.Recorded,
    };

    private static PointsBalance BalanceOf(ModelMember member, ModelState state)
    {
        var dated = state.Lots.Where(lot => lot.Available > 0 && lot.Facts.Expires is not null).ToArray();
        Instant? next = dated.Length == 0 ? null : dated.Min(lot => lot.Expires);
        return new PointsBalance(
            new(member.Id), state.Balance, state.Available, state.Net(Bucket.Promised), state.Net(Bucket.Held), state.Debt, state.Lifetime,
            next, dated.Where(lot => lot.Expires == next).Sum(lot => lot.Available));
    }

    private static PointsTotals TotalsOf(ModelState state) => new(
        state.Out(Bucket.Issued), state.Out(Bucket.Transferred), state.Net(Bucket.Promised), state.Available, state.Net(Bucket.Held), state.Net(Bucket.Redeemed),
        state.Net(Bucket.Expired), state.Net(Bucket.Returned), state.Net(Bucket.Deducted), state.In(Bucket.Transferred), state.Debt, state.Waived);

    private static LotDetails LotOf(ModelLot lot) => new(
        lot.Number, lot.Facts.Kind, lot.Facts.Bill == 0 ? null : new BillId(lot.Facts.Bill), lot.Facts.Line, lot.Facts.Earned, lot.Issued, lot.Available, lot.Promised, lot.Held,
        lot.Facts.Converts, lot.Facts.Expires);

    private StatementRow Row(ModelEntry entry)
    {
        static decimal Weight(Bucket bucket) => bucket is Bucket.Available or Bucket.Debt ? 1 : 0;
        return new StatementRow(
            entry.Position, entry.Kind, entry.Effective, entry.Recorded, entry.Moves.Sum(move => (Weight(move.To) - Weight(move.From)) * move.Points),
            [.. entry.Moves.Select(move => new Movement(move.From, move.To, move.Points, move.Lot == 0 ? null : move.Lot))],
            entry.Bill == 0 ? null : Bills[(int)entry.Bill - 1].Number, entry.Redemption == 0 ? null : new RedemptionId(entry.Redemption),
            entry.Counterpart == 0 ? null : new CustomerId(entry.Counterpart))
        {
            BillId = entry.Bill == 0 ? null : new BillId(entry.Bill),
        };
    }

    /// <summary>The model knows no places: where a row happened is not compared.</summary>
    public static Statement Placeless(Statement statement) => statement with { Rows = [.. statement.Rows.Select(row => row with { Store = null, Till = null })] };

    /// <inheritdoc cref="Placeless(Loyalty.Statement)"/>
    public static Exploded Placeless(Exploded exploded) => exploded with { Row = exploded.Row with { Store = null, Till = null } };
}
