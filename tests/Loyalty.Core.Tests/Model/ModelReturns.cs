using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Returns and exchanges (transactions R28-R37, points R42, R50-R53).</summary>
internal sealed partial class ReferenceModel
{
    private sealed record Back(ModelBill Before, ModelBill After, Instant Time);

    private readonly record struct Effect(decimal TakenBack, decimal GivenBack, decimal Shortfall);

    public Prediction Return(ReturnBill command, ModelCall call)
    {
        var content = ContentOf(command);
        if (Repeated($"return/{Normal(command.Number)}", content, "return.duplicate") is { } repeated) return repeated;
        if (RepeatedKey(call, 0, $"{Normal(command.Number)} {content}") is { } keyed) return keyed;
        var (refusal, back) = PlanBack(command, call);
        if (refusal is not null) return Prediction.Refuse(refusal);
        var member = Members[(int)back!.Before.Customer - 1];
        var hand = Take(member, call, back.Time);
        hand.Begin(EntryKind.Return, bill: Bills.Count + 1);
        var effect = MoveBack(hand, back);
        Raise(hand);
        hand.Finish();
        Close(member, hand, call);
        var stored = KeepReturn(command.Number, content, back, call);
        var answer = Returned(stored, effect, hand);
        if (KeyName(call, 0) is { } key) Remember(answer, $"{Normal(command.Number)} {content}", key);
        return Remember(answer, content, $"return/{Normal(command.Number)}");
    }

    public Prediction Exchange(Exchange command, ModelCall call)
    {
        var (back, checkout) = (command.Return, command.Sale);
        if (Normal(back.Number) == Normal(checkout.Number)) return Prediction.Refuse("exchange.mismatch");
        if (checkout.Customer is not { } customer) return Prediction.Refuse("customer.missing");
        var content = ContentOf(back);
        // One number, one content: that of both sides.
        var sale = SaleOf(checkout, customer);
        sale = sale with { Content = $"exchange {Normal(back.Number)} {content} {sale.Content}" };
        var first = Repeated($"return/{Normal(back.Number)}", content, "return.duplicate");
        if (first?.Refusal is not null) return first;
        if (Start(sale, call, out var time) is { } stop)
        {
            if (stop.Refusal is not null) return stop;
            return _remembered.TryGetValue(Both(), out var both) && both.Content == content ? Prediction.Answers(both.Answer, replayed: true) : Prediction.Refuse("exchange.mismatch");
        }
        if (back.Time is { } own && own != time) return Prediction.Refuse("exchange.mismatch");
        if (first is not null) return Prediction.Refuse("return.duplicate");
        var (refusal, plan) = PlanBack(new ReturnBill(back.Number, back.Of) { OfBill = back.OfBill, Lines = back.Lines, Amount = back.Amount, Time = time }, call);
        if (refusal is not null) return Prediction.Refuse(refusal);
        if (plan!.Before.Customer != customer.Value) return Prediction.Refuse("exchange.mismatch");

        var member = Find(customer)!;
        var hand = Take(member, call, time);
        hand.Begin(EntryKind.Sale, bill: Bills.Count + 2, redemption: sale.Redeem == 0 ? 0 : Redemptions.Count + 1);
        var effect = MoveBack(hand, plan);
        var stored = KeepReturn(back.Number, content, plan, call);
        var (notSold, sold) = Sell(sale, time, hand, call);
        if (notSold is not null) return Prediction.Refuse(notSold);
        hand.Finish();
        Close(member, hand, call);
        var returned = Returned(stored, effect, hand);
        var completed = Completed(sold!);
        Keep(sale, sold!, completed, call);
        Remember(returned, content, $"return/{Normal(back.Number)}");
        return Remember(new ExchangeCompleted(returned, completed, completed.Receipt.Due - returned.Amount), content, Both());

        string Both() => $"exchange/{Normal(back.Number)}/{Normal(checkout.Number)}";
    }

    private static string ContentOf(ReturnBill command) =>
        $"return {Normal(command.Of)} {Shown.Text(command.OfBill)} {Shown.Text(command.Time)} {Shown.Text(command.Amount)} {Shown.Text(command.Lines)}";

    private (string? Refusal, Back? Back) PlanBack(ReturnBill command, ModelCall call)
    {
        if (command.Lines.Count > 0 && command.Amount is not null) return ("return.kind_unclear", null);
        var bill = command.OfBill is { } id
            ? Bills.Find(each => each.Id == id.Value)
            : Bills.Find(each => each.Of == 0 && Normal(each.Number) == Normal(command.Of));
        if (bill is null) return ("return.bill_unknown", null);
        if (bill.Of != 0) return ("return.of_return", null);
        var given = command.Time ?? call.Options.EffectiveTime;
        // A purchase dated ahead of the clock may come back from when it was recorded.
        var time = given ?? Instant.Max(call.Recorded, bill.Time);
        if (time < bill.Time || time > Instant.Max(call.Recorded, bill.Time)) return ("return.time", null);
        JudgeAt(time);
        var (refusal, after) = BackOf(bill, command);
        if (refusal is not null) return (refusal, null);
        var (part, whole) = Share(after!, 0);
        return (null, new Back(bill, after! with { PurchasesBack = part >= whole ? bill.Amount : ModelMath.Money(bill.Amount * part / whole, Minor) }, time));
    }

    /// <summary>The bill once this has come back too, or why it cannot (transactions R31, R32).</summary>
    private (string? Refusal, ModelBill? After) BackOf(ModelBill bill, ReturnBill command)
    {
        var byLine = command.Lines.Count > 0;
        if (bill.IsAllBack) return ("return.all_returned", null);
        var started = bill.LinesBack is not null || bill.AmountBack != 0;
        if (!byLine && command.Amount is null) return started ? ("return.kind_conflict", null) : (null, bill with { IsAllBack = true, AmountBack = bill.Amount });
        if (started && byLine != bill.LinesBack is not null) return ("return.kind_conflict", null);
        if (!byLine)
        {
            var amount = command.Amount!.Value;
            if (amount <= 0) return ("bill.figure_invalid", null);
            if (amount > bill.Amount - bill.AmountBack) return ("return.amount", null);
            return (null, bill with { AmountBack = bill.AmountBack + amount, IsAllBack = bill.AmountBack + amount == bill.Amount });
        }
        var lines = (bill.LinesBack ?? [.. bill.Lines.Select(_ => (0m, 0m, false))]).ToArray();
        var named = new HashSet<int>();
        foreach (var line in command.Lines)
        {
            if (line.Line < 1 || line.Line > lines.Length || !named.Add(line.Line)) return ("return.line_unknown", null);
            var (bought, had) = (bill.Lines[line.Line - 1], lines[line.Line - 1]);
            if (line.Quantity < 0 || (line.Quantity == 0 && bought.Quantity != 0)) return ("bill.figure_invalid", null);
            if (line.Quantity > bought.Quantity) return ("return.quantity_purchased", null);
            if (had.IsAll || line.Quantity > bought.Quantity - had.Quantity) return ("return.quantity", null);
            var quantity = had.Quantity + line.Quantity;
            var isAll = quantity == bought.Quantity;
            var due = isAll ? bought.Amount : Math.Min(bought.Amount, ModelMath.Money(bought.Amount * quantity / bought.Quantity, Minor));
            var money = line.Amount ?? Math.Max(0, due - had.Money);
            if (money < 0) return ("bill.figure_invalid", null);
            if (money > bought.Amount - had.Money) return ("return.line_amount", null);
            lines[line.Line - 1] = (quantity, had.Money + money, isAll);
        }
        return (null, bill with { LinesBack = lines, AmountBack = lines.Sum(line => line.Money), IsAllBack = lines.All(line => line.IsAll) });
    }

    /// <summary>How much of an award has come back: part and whole (transactions R33).</summary>
    private static (decimal Part, decimal Whole) Share(ModelBill bill, int line)
    {
        if (bill.LinesBack is not { } back) return bill.IsAllBack ? (1, 1) : (bill.AmountBack, bill.Amount);
        if (line > 0)
        {
            var (bought, had) = (bill.Lines[line - 1], back[line - 1]);
            return bought.Amount != 0 ? (had.Money, bought.Amount) : had.IsAll ? (1, 1) : (had.Quantity, bought.Quantity);
        }
        var sum = bill.Lines.Sum(each => each.Amount);
        if (sum != 0) return (back.Sum(each => each.Money), sum);
        var pieces = bill.Lines.Sum(each => each.Quantity);
        return pieces != 0 ? (back.Sum(each => each.Quantity), pieces) : (back.Count(each => each.IsAll), back.Count);
    }

    private decimal DueBy(ModelBill bill, int line, decimal award)
    {
        var (part, whole) = Share(bill, line);
        return part >= whole ? award : ModelMath.Floor(award * part / whole, Scale);
    }

    /// <summary>Bills and their returns are looked at (tiers R3): a program whose thresholds have fallen raises with either.</summary>
    private void Raise(ModelHand hand)
    {
        var reached = 1 + Program.Tiers.Skip(1).TakeWhile(tier => hand.State.Purchases >= tier.LifetimePurchases).Count();
        if (Program.Tiers.Count > 0 && reached > hand.State.Tier) hand.Note(new TierReached(reached, hand.State.Tier));
    }

    /// <summary>Points spent on the purchase come back first, then what it earned is taken back.</summary>
    private Effect MoveBack(ModelHand hand, Back back)
    {
        var rules = Program.Returns;
        var (given, taken, waived) = (0m, 0m, 0m);
        if (rules.UsedPoints == UsedPointsReturn.RedemptionReference)
        {
            foreach (var id in back.Before.Redemptions)
            {
                var redemption = Redemptions[(int)id - 1];
                var points = Math.Min(redemption.Left, Math.Max(0, DueBy(back.After, 0, redemption.Points) - redemption.CameBack));
                GiveRedeemedBack(hand, redemption, points);
                given += points;
            }
        }
        if (rules.TakeBackPoints)
        {
            foreach (var lot in back.Before.Lots)
            {
                var points = Math.Max(0, DueBy(back.After, hand.State.Lot(lot).Facts.Line, hand.State.Lot(lot).Issued) - hand.State.Lot(lot).Taken);
                var shortfall = TakeBack(hand, lot, points);
                waived += shortfall;
                taken += points - shortfall;
            }
        }
        var purchases = back.After.PurchasesBack - back.Before.PurchasesBack;
        if (purchases != 0) hand.Note(new PurchasesGrow(-purchases));
        if (back.After.IsAllBack)
        {
            foreach (var gift in back.Before.Gifts.Where(hand.State.Gifts.Contains).ToArray())
            {
                hand.Note(new GiftTurns(gift, false));
                _gifts[gift]--;
            }
        }
        return new Effect(taken, given, waived);
    }

    /// <summary>Points R50 and R52; gives what was waived.</summary>
    private decimal TakeBack(ModelHand hand, int number, decimal points)
    {
        if (points == 0) return 0;
        var left = points;
        var lot = hand.State.Lot(number);
        var promised = Math.Min(left, lot.Promised);
        Step(Bucket.Promised, promised, Instant.Min(lot.Facts.Earned, hand.Now));
        Step(Bucket.Available, Math.Min(left, lot.Available), lot.AvailableSince);
        foreach (var hold in hand.State.Holds.Where(hold => hold.Draws.Any(draw => draw.Lot == number)).ToArray())
        {
            if (left <= hand.State.Lot(number).Available) break;
            hand.EndHold(hold, hand.Now);
        }
        lot = hand.State.Lot(number);
        Step(Bucket.Available, Math.Min(left, lot.Available), lot.AvailableSince);
        Step(Bucket.Expired, Math.Min(left, lot.Expired), lot.ExpiredSince);
        // Lifetime points cannot fall before they had grown.
        var grown = promised < points ? lot.Facts.Converts ?? hand.Effective : hand.Effective;
        hand.NoteAt(Instant.Min(hand.Now, Instant.Max(hand.Effective, grown)), new ReturnTakes(number, points, promised));
        foreach (var other in hand.State.Lots.Where(other => other.Number != number))
            Step(Bucket.Available, Math.Min(left, other.Available), other.AvailableSince, other.Number);
        foreach (var other in hand.State.Lots.Where(other => other.Number != number))
            Step(Bucket.Expired, Math.Min(left, other.ExpiredSpare), other.ExpiredSince, other.Number);
        if (left == 0) return 0;
        if (Program.Returns.AllowDebt)
        {
            hand.Move(Bucket.Debt, Bucket.Returned, left, 0);
            return 0;
        }
        hand.Note(new WaivedGrows(left));
        return left;

        void Step(Bucket from, decimal some, Instant since, int other = 0)
        {
            hand.Move(from, Bucket.Returned, some, other == 0 ? number : other, since, forAnother: other != 0);
            left -= some;
        }
    }

    private ModelBill KeepReturn(string number, string content, Back back, ModelCall call)
    {
        var lines = new List<BillLine>();
        for (var i = 0; back.After.LinesBack is { } now && i < now.Count; i++)
        {
            var before = back.Before.LinesBack?[i] ?? default;
            if (now[i] != before) lines.Add(new BillLine(back.Before.Lines[i].Sku, now[i].Quantity - before.Quantity, now[i].Money - before.Money));
        }
        var stored = new ModelBill
        {
            Id = Bills.Count + 1,
            Customer = back.Before.Customer,
            Number = number.Trim(),
            Time = back.Time,
            Recorded = call.Recorded,
            Amount = back.After.AmountBack - back.Before.AmountBack,
            Lines = lines,
            Content = content,
            Of = back.Before.Id,
        };
        Bills[(int)back.Before.Id - 1] = back.After;
        Bills.Add(stored);
        return stored;
    }

    private static BillReturned Returned(ModelBill stored, Effect effect, ModelHand hand) => new(
        new(stored.Id), stored.Number, new(stored.Of), new(stored.Customer), stored.Amount, effect.TakenBack, effect.GivenBack, effect.Shortfall, hand.State.Balance, hand.Own.Position);
}
