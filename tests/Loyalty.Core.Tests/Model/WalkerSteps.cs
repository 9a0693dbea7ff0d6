using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Each kind of step as a command.</summary>
internal sealed partial class Walker
{
    private int Scale => Model.Definition.Program.Points.Scale;

    private int Minor => Model.Definition.Organisation.Currency switch { "JPY" => 0, "KWD" => 3, _ => 2 };

    public Task TakeAsync(Step step) => step switch
    {
        Enrol enrol => EnrolAsync(enrol),
        SetStatus status => StatusAsync(status),
        AddsBill bill => BillAsync(bill),
        ChecksOut sale => CheckoutAsync(sale),
        Returns back => ReturnAsync(back),
        Exchanges exchange => ExchangeAsync(exchange),
        Redeems redeem => RedeemAsync(redeem),
        Holds hold => HoldAsync(hold),
        Captures capture => CaptureAsync(capture),
        Releases release => ReleaseAsync(release),
        Reverses reverse => ReverseAsync(reverse),
        Transfers transfer => TransferAsync(transfer),
        ClaimsGift claim => ClaimAsync(claim),
        SavesProgram save => SaveAsync(save),
        CatchesUp sweep => CatchUpAsync(sweep.Limit),
        Imports import => ImportAsync(import),
        Waits wait => GoTo(Clock + Duration.FromSeconds(wait.Seconds)),
        WaitsUntilDue due => GoTo(NextDue(due.Member) + Duration.FromTicks((long)due.Ticks)),
        WaitsUntilClockChange change => GoTo(NextClockChange() + Duration.FromHours(change.Hours)),
        Repeats again => _past.Count == 0 ? Task.CompletedTask : _past[again.Command % _past.Count].Again(),
        RepeatsWithOtherContent other => _past.Count == 0 ? Task.CompletedTask : _past[other.Command % _past.Count].Other?.Invoke() ?? Task.CompletedTask,
        ReadsAsOf read => ReadAsOfAsync(read),
        _ => throw new InvalidOperationException($"{step}"),
    };

    /// <summary>The clock never leaps so far from the last entry that the engine would ask.</summary>
    private Task GoTo(Instant instant)
    {
        _clock.Reset(Instant.Min(instant, Model.LastRecorded + Duration.FromDays(399)));
        return Task.CompletedTask;
    }

    private Instant NextDue(int index)
    {
        if (Member(index) is not { } member) return Clock;
        var state = member.At(Now);
        var dues = state.Holds.Select(hold => hold.Lapses)
            .Concat(state.Lots.Where(lot => lot.Promised > 0).Select(lot => lot.Facts.Converts!.Value))
            .Concat(state.Lots.Where(lot => lot.Available > 0 && lot.Facts.Expires is not null).Select(lot => lot.Expires))
            .Where(due => due > Clock).ToArray();
        return dues.Length == 0 ? Clock : dues.Min();
    }

    private Instant NextClockChange()
    {
        var zone = DateTimeZoneProviders.Tzdb[Model.Definition.Program.Zone ?? Model.Definition.Organisation.Zone];
        var interval = zone.GetZoneInterval(Clock);
        return interval.HasEnd ? interval.End : Clock + Duration.FromDays(1);
    }

    private CallOptions Options(bool keyed, long historyBack) => new()
    {
        Key = keyed ? $"K{_number}" : null,
        History = historyBack > 0,
        EffectiveTime = historyBack > 0 ? Now - Duration.FromSeconds(historyBack) : null,
    };

    private Instant? At(long seconds) => seconds == 0 ? null : Now + Duration.FromSeconds(seconds);

    private decimal Money(int cents) => ModelMath.Floor(cents / 100m, Minor);

    private BillLine[] Lines(Items<LineOf> lines) => [.. lines.List.Select((line, i) => new BillLine($"SKU-{i + 1}", line.Quantity, Money(line.Cents)))];

    private decimal Part(decimal of, int percent, bool odd) => ModelMath.Floor(of * percent / 100, Scale) + (odd ? 0.0005m : 0);

    private Task EnrolAsync(Enrol step)
    {
        _number++;
        var command = new EnrolCustomer { ExternalId = $"M{step.Name}", FirstName = $"Name {step.Name}" };
        var options = Options(step.Keyed, step.SecondsBack);
        Task Other(EnrolCustomer other) => SendAsync("other enrolment", o => Shop.Customers.EnrolAsync(other, o), (model, call) => model.Enrol(other, call), options, isRepeat: true);
        return SendAsync($"{step}", o => Shop.Customers.EnrolAsync(command, o), (model, call) => model.Enrol(command, call), options, () => Other(command with { FirstName = "Other" }));
    }

    private Task StatusAsync(SetStatus step)
    {
        if (Member(step.Member) is not { } member) return Task.CompletedTask;
        var id = new CustomerId(member.Id);
        return SendAsync(
            $"{step}", o => step.Block ? Shop.Customers.BlockAsync(id, o) : Shop.Customers.UnblockAsync(id, o),
            (model, call) => model.SetStatus(id, step.Block, call), Options(false, step.SecondsBack));
    }

    private Task BillAsync(AddsBill step)
    {
        if (Member(step.Member) is not { } member) return Task.CompletedTask;
        _number++;
        var amount = step.Lines.List.Count > 0 && step.Cents == 0 ? Lines(step.Lines).Sum(line => line.Amount) : Money(step.Cents);
        var tied = step.Tie ? Model.Redemptions.Where(redemption => redemption.Customer == member.Id).TakeLast(1).Select(redemption => new RedemptionId(redemption.Id)) : [];
        var command = new AddBill($"B-{_number}", new(member.Id), amount)
        {
            Time = At(step.Seconds),
            Lines = Lines(step.Lines),
            NotEarning = ModelMath.Floor(amount * step.NotEarningPercent / 100, Minor),
            Redemptions = [.. tied],
        };
        var options = new CallOptions { Key = step.Keyed ? $"K{_number}" : null, History = step.History };
        Task Other(AddBill other) => SendAsync("other bill", o => Shop.Sales.AddBillAsync(other, o), (model, call) => model.AddBill(other, call), options, isRepeat: true);
        return SendAsync(
            $"{step}", o => Shop.Sales.AddBillAsync(command, o), (model, call) => model.AddBill(command, call), options,
            () => Other(command with { Amount = command.Amount + 1 }));
    }

    private async Task CheckoutAsync(ChecksOut step)
    {
        if (Member(step.Member) is not { } member) return;
        _number++;
        var cart = Lines(step.Lines).Aggregate(Cart.In(Model.Definition.Organisation.Currency), (cart, line) => cart.Add(line));
        string[] gifts = step.Gift && Model.Definition.Program.Gifts.Count > 0 ? [Model.Definition.Program.Gifts[0].Id] : [];
        var redeem = Part(member.At(Now).Available, step.RedeemPercent, false);
        Checkout command;
        if (step.FromOffer && await PreviewAsync(new CartPreview(cart) { Customer = new(member.Id), RedeemPoints = redeem, Gifts = gifts }) is { } offer) command = new($"C-{_number}", offer);
        else command = new($"C-{_number}", cart) { Customer = new(member.Id), RedeemPoints = redeem, Gifts = gifts };
        if (!step.FromOffer) command = command with { Time = At(step.Seconds), NotEarning = ModelMath.Floor(cart.Total * step.NotEarningPercent / 100, Minor) };
        Task Other(Checkout other) => SendAsync("other checkout", o => Shop.Sales.CheckoutAsync(other, o), (model, call) => model.Checkout(other, call), isRepeat: true);
        await SendAsync(
            $"{step}", o => Shop.Sales.CheckoutAsync(command, o), (model, call) => model.Checkout(command, call), null,
            () => Other(command with { Cart = command.Cart.Add("MORE", 1, 1), ExpectedDue = null }));
    }

    /// <summary>An offer is the checkout's own answer, ahead of it.</summary>
    private async Task<Offer?> PreviewAsync(CartPreview request)
    {
        var command = new Checkout("preview", request.Cart) { Customer = request.Customer, RedeemPoints = request.RedeemPoints, Gifts = request.Gifts };
        var (prediction, _) = Model.Try((model, call) => model.Checkout(command, call), new CallOptions(), Clock);
        var before = Store.Changes;
        var offer = await Shop.Carts.PreviewAsync(request);
        if (Store.Changes != before) throw new PropertyBroken(Properties.ReadOnly, "a preview wrote");
        var sale = prediction.Answer as SaleCompleted;
        var expected = prediction.Refusal ?? $"{Shown.Text(sale!.Receipt.Total)} {Shown.Text(sale.Receipt.PaidByPoints)} {Shown.Text(sale.Receipt.Due)} {Shown.Text(sale.Bill.Earned)}";
        var answered = offer.Refusal?.Code ?? $"{Shown.Text(offer.Value.Total)} {Shown.Text(offer.Value.PaidByPoints)} {Shown.Text(offer.Value.Due)} {Shown.Text(offer.Value.Earns)}";
        return expected == answered ? offer.IsRefused ? null : offer.Value : throw new PropertyBroken(Properties.Simulation, $"preview{Shown.Difference(expected, answered)}");
    }

    private ReturnBill BackOf(ModelBill bill, BackOf back, string number, Instant? time)
    {
        var command = new ReturnBill(number, bill.Number) { Time = time };
        if (back.By == BackBy.All) return command;
        if (back.By == BackBy.Amount) return command with { Amount = ModelMath.Floor((bill.Amount - bill.AmountBack) * back.Percent / 100, Minor) };
        var lines = new List<ReturnLine>();
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            if ((back.Mask >> i & 1) == 0) continue;
            var had = bill.LinesBack?[i] ?? default;
            if (had.IsAll && back.Mask < 16) continue;
            var quantity = Math.Ceiling((bill.Lines[i].Quantity - had.Quantity) * back.Percent / 100);
            lines.Add(new ReturnLine(i + 1, quantity) { Amount = back.MoneyByHand ? ModelMath.Floor((bill.Lines[i].Amount - had.Money) * back.Percent / 100, Minor) : null });
        }
        return command with { Lines = lines };
    }

    private Task ReturnAsync(Returns step)
    {
        if (Purchase(step.Bill) is not { } bill) return Task.CompletedTask;
        _number++;
        var command = BackOf(bill, step.Back, $"R-{_number}", step.SecondsBack == 0 ? null : Instant.Max(bill.Time, Now - Duration.FromSeconds(step.SecondsBack)));
        var options = new CallOptions { Key = step.Keyed ? $"K{_number}" : null, History = step.History };
        Task Other(ReturnBill other) => SendAsync("other return", o => Shop.Sales.ReturnAsync(other, o), (model, call) => model.Return(other, call), options, isRepeat: true);
        return SendAsync(
            $"{step} {Shown.Text(command)}", o => Shop.Sales.ReturnAsync(command, o), (model, call) => model.Return(command, call), options,
            () => Other(command with { Lines = [], Amount = 7.77m }));
    }

    private Task ExchangeAsync(Exchanges step)
    {
        if (Purchase(step.Bill) is not { } bill) return Task.CompletedTask;
        _number++;
        var time = step.SecondsBack == 0 ? (Instant?)null : Instant.Max(bill.Time, Now - Duration.FromSeconds(step.SecondsBack));
        var cart = Lines(step.Lines).Aggregate(Cart.In(Model.Definition.Organisation.Currency), (cart, line) => cart.Add(line));
        var redeem = Part(Model.Members[(int)bill.Customer - 1].At(Now).Available, step.RedeemPercent, false);
        var command = new Exchange(
            BackOf(bill, step.Back, $"XR-{_number}", time), new Checkout($"X-{_number}", cart) { Customer = new(bill.Customer), Time = time, RedeemPoints = redeem });
        Task Other(Exchange other) => SendAsync("other exchange", o => Shop.Sales.ExchangeAsync(other, o), (model, call) => model.Exchange(other, call), isRepeat: true);
        return SendAsync(
            $"{step}", o => Shop.Sales.ExchangeAsync(command, o), (model, call) => model.Exchange(command, call), null,
            () => Other(command with { Sale = command.Sale with { Cart = cart.Add("MORE", 1, 1) } }));
    }

    private Task RedeemAsync(Redeems step)
    {
        if (Member(step.Member) is not { } member) return Task.CompletedTask;
        _number++;
        var late = step.SecondsBack > 0;
        var most = late ? member.AsOf(Now - Duration.FromSeconds(step.SecondsBack), Instant.MaxValue).Available : member.At(Now).Available;
        var command = new RedeemPoints(new(member.Id), Part(most, step.Percent, step.Odd), $"G-{_number}") { BillAmount = step.BillCents == 0 ? null : Money(step.BillCents) };
        var options = Options(step.Keyed, step.SecondsBack) with { History = step.History };
        Task Other(RedeemPoints other) => SendAsync("other redemption", o => Shop.Points.RedeemAsync(other, o), (model, call) => model.Redeem(other, call), options, isRepeat: true);
        return SpendAsync(member, late, reverses: true, () => SendAsync(
            $"{step} {command.Points}", o => Shop.Points.RedeemAsync(command, o), (model, call) => model.Redeem(command, call), options,
            () => Other(new RedeemPoints(command.Customer, command.Points + 1, command.Reference))));
    }

    private Task HoldAsync(Holds step)
    {
        if (Member(step.Member) is not { } member) return Task.CompletedTask;
        _number++;
        var command = new HoldPoints(new(member.Id), Part(member.At(Now).Available, step.Percent, step.Odd), $"H-{_number}");
        var options = Options(false, step.HistoryBack);
        Task Other(HoldPoints other) => SendAsync("other hold", o => Shop.Points.HoldAsync(other, o), (model, call) => model.Hold(other, call), options, isRepeat: true);
        return SpendAsync(member, step.HistoryBack > 0, reverses: false, () => SendAsync(
            $"{step} {command.Points}", o => Shop.Points.HoldAsync(command, o), (model, call) => model.Hold(command, call), options,
            () => Other(command with { Points = command.Points + 1 })));
    }

    private Task CaptureAsync(Captures step)
    {
        var command = new CapturePoints(new(Redemption(step.Redemption)?.Id ?? 99));
        return SendAsync($"{step}", o => Shop.Points.CaptureAsync(command, o), (model, call) => model.Capture(command, call), Options(false, step.HistoryBack));
    }

    private Task ReleaseAsync(Releases step)
    {
        var command = new ReleasePoints(new(Redemption(step.Redemption)?.Id ?? 99));
        return SendAsync($"{step}", o => Shop.Points.ReleaseAsync(command, o), (model, call) => model.Release(command, call), Options(false, step.HistoryBack));
    }

    private Task ReverseAsync(Reverses step)
    {
        _number++;
        var redemption = Redemption(step.Redemption);
        var command = new ReverseRedemption(new(redemption?.Id ?? 99), $"V-{_number}")
        {
            Points = step.Percent == 0 ? null : Part(redemption?.Left ?? 0, step.Percent, false),
            Customer = step.WrongCustomer ? new CustomerId((redemption?.Customer ?? 0) + 1) : null,
        };
        var options = Options(false, step.HistoryBack);
        Task Other(ReverseRedemption other) => SendAsync("other reversal", o => Shop.Points.ReverseAsync(other, o), (model, call) => model.Reverse(other, call), options, isRepeat: true);
        return SendAsync(
            $"{step} {command.Points}", o => Shop.Points.ReverseAsync(command, o), (model, call) => model.Reverse(command, call), options,
            () => Other(command with { Points = 1234 }));
    }

    private Task TransferAsync(Transfers step)
    {
        if (Member(step.From) is not { } from || Member(step.To) is not { } to) return Task.CompletedTask;
        _number++;
        var command = new TransferPoints(new(from.Id), new(to.Id), Part(from.At(Now).Available, step.Percent, step.Odd), $"T-{_number}");
        var options = Options(false, step.HistoryBack);
        Task Other(TransferPoints other) => SendAsync("other transfer", o => Shop.Points.TransferAsync(other, o), (model, call) => model.Transfer(other, call), options, isRepeat: true);
        return SpendAsync(from, step.HistoryBack > 0, reverses: false, () => SendAsync(
            $"{step} {command.Points}", o => Shop.Points.TransferAsync(command, o), (model, call) => model.Transfer(command, call), options,
            () => Other(command with { Points = command.Points + 1 })));
    }

    private Task ClaimAsync(ClaimsGift step)
    {
        if (Member(step.Member) is not { } member) return Task.CompletedTask;
        _number++;
        var gifts = Model.Definition.Program.Gifts;
        var command = new ClaimGift(new(member.Id), gifts.Count == 0 || step.Gift >= gifts.Count ? "NONE" : gifts[step.Gift].Id);
        var options = Options(step.Keyed, step.HistoryBack);
        Task Other(ClaimGift other) => SendAsync("other gift", o => Shop.Gifts.ClaimAsync(other, o), (model, call) => model.Claim(other, call), options, isRepeat: true);
        return SendAsync(
            $"{step}", o => Shop.Gifts.ClaimAsync(command, o), (model, call) => model.Claim(command, call), options,
            step.Keyed ? () => Other(command with { Gift = "OTHER" }) : null);
    }

    private Task SaveAsync(SavesProgram step)
    {
        _number++;
        var definition = ProgramMixture.Of(Model.Definition, step.Drawn, step.Parts);
        var options = Options(step.Keyed, 0);
        Task Other(LoyaltyDefinition other) => SendAsync("other program", o => Shop.Programs.SaveAsync(other, o), (model, call) => model.Save(other, call), options, isRepeat: true);
        return SendAsync(
            $"{nameof(SavesProgram)} {step.Parts}", o => Shop.Programs.SaveAsync(definition, o), (model, call) => model.Save(definition, call), options,
            step.Keyed ? () => Other(definition with { Program = definition.Program with { Name = "Other" } }) : null);
    }

    private async Task CatchUpAsync(int limit)
    {
        var (prediction, after) = Model.Try((model, call) => model.CatchUp(limit, call), new CallOptions(), Clock);
        var answered = await Engine.CatchUpAsync(limit);
        var text = answered.Refusal?.Code ?? Shown.Text(answered.Value);
        if (text != prediction.ToString()) throw new PropertyBroken(Properties.Answers, $"catching up{Shown.Difference(prediction.ToString(), text)}");
        Model = after;
    }

    private Task ImportAsync(Imports step)
    {
        var bills = step.Bills.List.OrderByDescending(bill => bill.SecondsBack).Select(bill => new HistoryBill(
            $"M{bill.Name}", $"I-{++_number}", Money(bill.Cents), Now - Duration.FromSeconds(bill.SecondsBack)) { Lines = bill.Lines ? [new BillLine("SKU-1", 2, Money(bill.Cents))] : [] }).ToArray();
        return SendAsync($"{step}", o => Shop.Sales.ImportAsync(bills, o), (model, call) => model.Import(bills, call));
    }
}
