using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>A stored bill, or a return of one. Replaced whole when something of it comes back.</summary>
internal sealed record ModelBill
{
    public required long Id { get; init; }

    public required long Customer { get; init; }

    public required string Number { get; init; }

    public required Instant Time { get; init; }

    public required Instant Recorded { get; init; }

    public required decimal Amount { get; init; }

    public required IReadOnlyList<BillLine> Lines { get; init; }

    public required string Content { get; init; }

    public object? Answer { get; init; }

    /// <summary>The version that judged it; one saved at the same instant afterwards did not.</summary>
    public LoyaltyDefinition? Judged { get; init; }

    /// <summary>Lots that it awarded, its gifts' included.</summary>
    public IReadOnlyList<int> Lots { get; init; } = [];

    public IReadOnlyList<string> Gifts { get; init; } = [];

    public IReadOnlyList<long> Redemptions { get; init; } = [];

    public long Of { get; init; }

    public bool IsAllBack { get; init; }

    public decimal AmountBack { get; init; }

    public decimal PurchasesBack { get; init; }

    /// <summary>By line: quantity and money that came back, and whether it is all of the line; null while nothing came back by line.</summary>
    public IReadOnlyList<(decimal Quantity, decimal Money, bool IsAll)>? LinesBack { get; init; }
}

/// <summary>Bills and checkouts (transactions R2-R23, points R10-R18).</summary>
internal sealed partial class ReferenceModel
{
    private sealed record Sale(string Number, CustomerId Customer, decimal Amount, IReadOnlyList<BillLine> Lines, Instant? Time, decimal NotEarning, string Content)
    {
        public IReadOnlyList<RedemptionId> Tied { get; init; } = [];

        public decimal Redeem { get; init; }

        public IReadOnlyList<string> Gifts { get; init; } = [];

        public decimal? ExpectedDue { get; init; }
    }

    private sealed record Sold(ModelBill Bill, ModelHand Hand, ModelRedemption? Redemption);

    public Prediction AddBill(AddBill command, ModelCall call)
    {
        var sale = SaleOf(command);
        if (Start(sale, call, out var time) is { } stop) return stop;
        foreach (var id in command.Redemptions)
        {
            var named = id.Value >= 1 && id.Value <= Redemptions.Count ? Redemptions[(int)id.Value - 1] : null;
            if (named is not { Is: HoldStage.Redeemed, CameBack: 0, Bill: 0 } || named.Customer != command.Customer.Value) return Prediction.Refuse("bill.redemption");
        }
        var hand = Take(Find(sale.Customer)!, call, time);
        hand.Begin(EntryKind.Sale, bill: Bills.Count + 1);
        var (refusal, sold) = Sell(sale, time, hand, call);
        if (refusal is not null) return Prediction.Refuse(refusal);
        hand.Finish();
        Close(Find(sale.Customer)!, hand, call);
        return Keep(sale, sold!, Added(sold!), call);
    }

    public Prediction Checkout(Checkout command, ModelCall call)
    {
        if (command.Customer is not { } customer) return Prediction.Refuse("customer.missing");
        var sale = SaleOf(command, customer);
        if (Start(sale, call, out var time) is { } stop) return stop;
        var hand = Take(Find(customer)!, call, time);
        hand.Begin(EntryKind.Sale, bill: Bills.Count + 1, redemption: sale.Redeem == 0 ? 0 : Redemptions.Count + 1);
        var (refusal, sold) = Sell(sale, time, hand, call);
        if (refusal is not null) return Prediction.Refuse(refusal);
        hand.Finish();
        Close(Find(customer)!, hand, call);
        return Keep(sale, sold!, Completed(sold!), call);
    }

    /// <summary>A batch of a shop's past; a refused one drops only itself.</summary>
    public Prediction Import(IReadOnlyList<HistoryBill> bills, ModelCall call)
    {
        var answers = new List<string>();
        foreach (var bill in bills)
        {
            var item = call with { Options = new CallOptions { History = true, EffectiveTime = bill.Time } };
            var attempt = new ReferenceModel(this);
            var (prediction, isNew) = attempt.Import(bill, item);
            if (prediction.Refusal is null && !prediction.Replayed) Become(attempt);
            answers.Add(prediction.Refusal ?? $"{(prediction.Replayed ? "again: " : "")}{Shown.Text(new HistoryBillAdded((BillAdded)prediction.Answer!, isNew))}");
        }
        return Prediction.Answers(answers);
    }

    private (Prediction Prediction, bool IsNew) Import(HistoryBill bill, ModelCall call)
    {
        var known = Members.Find(member => string.Equals(member.External, bill.ExternalId, StringComparison.OrdinalIgnoreCase));
        if (known is null && Effective(call, out _) is { } notThen) return (Prediction.Refuse(notThen), false);
        var member = known ?? Enrol(bill.ExternalId, null, bill.Time, call);
        var added = AddBill(new AddBill(bill.Number, new(member.Id), bill.Amount) { Time = bill.Time, Lines = bill.Lines }, call);
        if (added.Answer is not BillAdded first) return (added, false);
        if (known is null) member.EnrolledWith = first.Bill.Value;
        return (added, member.EnrolledWith == first.Bill.Value);
    }

    private void Become(ReferenceModel other)
    {
        (_position, _recorded) = (other._position, other._recorded);
        Replace(Members, other.Members);
        Replace(Bills, other.Bills);
        Replace(Redemptions, other.Redemptions);
        foreach (var (name, first) in other._remembered) _remembered[name] = first;
        foreach (var (gift, count) in other._gifts) _gifts[gift] = count;

        static void Replace<T>(List<T> list, List<T> by)
        {
            list.Clear();
            list.AddRange(by);
        }
    }

    private static Sale SaleOf(AddBill command) => new(
        command.Number, command.Customer, command.Amount, command.Lines, command.Time, command.NotEarning, $"bill {Shown.Text(command with { Number = "" })}")
    {
        Tied = command.Redemptions,
    };

    private static Sale SaleOf(Checkout command, CustomerId customer) => new(
        command.Number, customer, command.Cart.Total, command.Cart.Lines, command.Time, command.NotEarning,
        $"checkout {customer} {Shown.Text(command.Cart)} {Shown.Text(command.Time)} {Shown.Text(command.NotEarning)} {Shown.Text(command.RedeemPoints)} {Shown.Text(command.Gifts)}")
    {
        Redeem = command.RedeemPoints,
        Gifts = command.Gifts,
        ExpectedDue = command.ExpectedDue,
    };

    private static string Normal(string number) => number.Trim().ToUpperInvariant();

    private Prediction? Start(Sale sale, ModelCall call, out Instant time)
    {
        time = JudgeAt(sale.Time ?? call.Options.EffectiveTime ?? call.Recorded);
        if (RepeatedKey(call, sale.Customer.Value, $"{Normal(sale.Number)} {sale.Content}") is { } repeated) return repeated;
        var same = Bills.Find(bill => bill.Of == 0 && Normal(bill.Number) == Normal(sale.Number));
        if (same?.Content == sale.Content) return Prediction.Answers(same.Answer!, replayed: true);
        if (sale.Amount < 0 || sale.NotEarning < 0 || sale.NotEarning > sale.Amount) return Prediction.Refuse("bill.figure_invalid");
        if (sale.Amount < Definition.Organisation.Bills.MinimumAmount || sale.Amount > Definition.Organisation.Bills.MaximumAmount) return Prediction.Refuse("bill.amount_outside");
        if (time < Instant.FromUnixTimeTicks(0) || time > call.Recorded + Duration.FromHours(Definition.Organisation.Bills.MaximumFutureHours)) return Prediction.Refuse("bill.time");
        if (Find(sale.Customer) is not { } member) return Prediction.Refuse("customer.unknown");
        if (member.State.BlockedSince <= time) return Prediction.Refuse("customer.blocked");
        return same is null ? null : Prediction.Refuse("bill.duplicate");
    }

    private (string? Refusal, Sold? Sold) Sell(Sale sale, Instant time, ModelHand hand, ModelCall call)
    {
        ModelRedemption? redemption = null;
        if (sale.Redeem != 0)
        {
            if (NotRedeemable(hand, sale.Redeem, sale.Amount) is { } refusal) return (refusal, null);
            redemption = Redeem(hand, sale.Customer.Value, sale.Redeem, Bills.Count + 1);
        }
        var paid = redemption is null ? 0 : Worth(redemption.Points);
        if (sale.ExpectedDue is { } expected && sale.Amount - paid != expected) return ("sale.total_changed", null);
        Earn(hand, sale, Math.Min(sale.Amount, paid + sale.NotEarning), time);
        foreach (var gift in sale.Gifts)
            if (Give(hand, gift) is { } refusal) return (refusal, null);
        Judge(hand, sale, time);
        if (sale.Amount != 0) hand.Note(new PurchasesGrow(sale.Amount));
        Raise(hand);
        var bill = new ModelBill
        {
            Id = Bills.Count + 1,
            Customer = sale.Customer.Value,
            Number = sale.Number.Trim(),
            Time = time,
            Recorded = call.Recorded,
            Amount = sale.Amount,
            Lines = sale.Lines,
            Content = sale.Content,
            Judged = InForce,
            Lots = [.. hand.Own.Facts.OfType<LotOpens>().Select(lot => lot.Lot)],
            Gifts = sale.Gifts,
            Redemptions = [.. sale.Tied.Select(id => id.Value), .. redemption is null ? Array.Empty<long>() : [redemption.Id]],
        };
        foreach (var id in sale.Tied) Redemptions[(int)id.Value - 1] = Redemptions[(int)id.Value - 1] with { Bill = bill.Id };
        return (null, new Sold(bill, hand, redemption));
    }

    private Prediction Keep(Sale sale, Sold sold, object answer, ModelCall call)
    {
        Bills.Add(sold.Bill with { Answer = answer });
        return Remember(answer, $"{Normal(sale.Number)} {sale.Content}", KeyName(call, sale.Customer.Value));
    }

    /// <summary>Points R10-R18.</summary>
    private void Earn(ModelHand hand, Sale sale, decimal notEarning, Instant time)
    {
        var tier = hand.State.TierAt(hand.Effective);
        var sum = sale.Lines.Sum(line => line.Amount);
        var cuts = notEarning >= sum ? [.. sale.Lines.Select(line => line.Amount)] : ModelMath.Spread(notEarning, Minor, [.. sale.Lines.Select(line => line.Amount)]);
        var room = Program.EarningCaps.ToDictionary(cap => cap.Id, cap => cap.Limit);
        foreach (var rule in Program.Earning)
        {
            var value = rule.Values.Count == 1 ? rule.Values[0] : rule.Values[Math.Min(tier, rule.Values.Count) - 1];
            decimal Award(decimal amount) => ModelMath.Round(
                rule.Kind switch
                {
                    AllocationKind.Fixed => value,
                    AllocationKind.Percentage => amount * value / 100,
                    _ => (rule.CountPartialStep ? Math.Ceiling(amount / rule.Step!.Value) : Math.Floor(amount / rule.Step!.Value)) * value,
                },
                Scale, Program.Points.Rounding);
            var left = rule.Cap ?? decimal.MaxValue;
            if (rule.On == EarningBasis.Line)
            {
                for (var i = 0; i < sale.Lines.Count; i++)
                {
                    // Rules of lines do not see a line of 0 (transactions R20).
                    if (sale.Lines[i].Amount == 0) continue;
                    var points = Limited(rule, Math.Min(left, Award(Math.Max(0, sale.Lines[i].Amount - cuts[i]))));
                    left -= points;
                    OpenAward(rule, i + 1, points);
                }
            }
            else if (rule.SpreadOverLines && sale.Lines.Count > 0)
            {
                var shares = ModelMath.Spread(Limited(rule, Math.Min(left, Award(sale.Amount - notEarning))), Scale, [.. sale.Lines.Select(line => line.Amount)]);
                for (var i = 0; i < shares.Length; i++) OpenAward(rule, i + 1, shares[i]);
            }
            else
            {
                OpenAward(rule, 0, Limited(rule, Math.Min(left, Award(sale.Amount - notEarning))));
            }
        }

        // What the caps over sets of rules leave of a bill (points R11).
        decimal Limited(EarningRule rule, decimal points)
        {
            if (points <= 0) return points;
            var own = Program.EarningCaps.Where(cap => cap.Rules.Count == 0 || cap.Rules.Contains(rule.Id)).ToList();
            foreach (var cap in own) points = Math.Min(points, ModelMath.Floor(room[cap.Id], Scale));
            foreach (var cap in own) room[cap.Id] -= points;
            return points;
        }

        void OpenAward(EarningRule rule, int line, decimal points)
        {
            if (points <= 0) return;
            var day = Day(time);
            Instant? converts = rule.DelayDays is { } delay ? ModelMath.StartOf(day.PlusDays(delay + 1), Zone) : null;
            var end = ModelMath.End(rule.Expiry ?? Program.Points.Expiry, tier, day, Day(hand.Now), Zone);
            hand.Open(rule.On == EarningBasis.Line ? AwardKind.Line : AwardKind.Bill, rule.Id, line, points, time, converts, end);
        }
    }

    private static IReadOnlyList<Award> Awards(ModelEntry entry, bool gifts) =>
    [
        .. entry.Opened().Where(each => each.Lot.Kind == AwardKind.Gift == gifts)
            .Select(each => new Award(each.Lot.Rule, each.Lot.Line, each.Points, each.Lot.Converts, each.Lot.Expires) { IsPromised = each.Lot.Converts is not null }),
    ];

    private BillAdded Added(Sold sold)
    {
        var awards = Awards(sold.Hand.Own, gifts: false);
        var tier = sold.Hand.Own.Facts.OfType<TierReached>().LastOrDefault();
        return new BillAdded(
            new(sold.Bill.Id), sold.Bill.Number, new(sold.Bill.Customer), awards.Sum(award => award.Points),
            awards.Where(award => award.ConvertsAt is not null).Sum(award => award.Points), sold.Hand.State.Balance, sold.Hand.Own.Position)
        {
            Awards = awards,
            Tier = TierName(sold.Hand.State.TierAt(sold.Hand.Effective)),
            TierBefore = tier is null ? null : TierName(tier.Before),
        };
    }

    private SaleCompleted Completed(Sold sold)
    {
        var (bill, added, gifts) = (sold.Bill, Added(sold), Awards(sold.Hand.Own, gifts: true));
        var redeemed = sold.Redemption is { } redemption ? Redeemed(redemption, redemption.Points, sold.Hand) : null;
        var paid = redeemed?.Worth ?? 0;
        return new SaleCompleted(added, redeemed, gifts, new Receipt(
            bill.Number, bill.Time, null, null, new(bill.Customer), Definition.Organisation.Currency, bill.Lines, bill.Amount, paid, bill.Amount - paid,
            redeemed?.Points ?? 0, added.Earned, added.Promised, gifts.Sum(gift => gift.Points), added.Balance, added.Tier));
    }
}
