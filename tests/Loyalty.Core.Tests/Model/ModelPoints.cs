using NodaTime;

namespace Loyalty.Tests.Model;

internal enum HoldStage
{
    Held,
    Redeemed,
    Released,
}

/// <summary>A redemption, or the hold it began as.</summary>
internal sealed record ModelRedemption(long Id, long Customer, decimal Points, HoldStage Is, IReadOnlyList<(int Lot, decimal Points)> Draws)
{
    public decimal CameBack { get; init; }

    public long Bill { get; init; }

    public bool WasHeld { get; init; }

    /// <summary>What the capture or release answered.</summary>
    public object? EndAnswer { get; init; }

    public decimal Left => Is == HoldStage.Redeemed ? Points - CameBack : 0;
}

/// <summary>Redemption, hold, reversal and transfer (points R30-R42, R62, R63).</summary>
internal sealed partial class ReferenceModel
{
    public Prediction Redeem(RedeemPoints command, ModelCall call)
    {
        var content = $"redeem {Shown.Text(command.Points)} {Shown.Text(command.BillAmount)}";
        if (RepeatedReference(command.Customer, command.Reference, content, call) is { } repeated) return repeated;
        var isLate = !call.Options.History && call.Options.EffectiveTime is not null;
        var notThen = Effective(call, out var effective);
        if (isLate) notThen = effective > call.Recorded || effective < call.Recorded - Duration.FromDays(30) ? "redemption.time" : null;
        if (NotAsked(command.Customer, command.Points) is { } unfit) return Prediction.Refuse(unfit);
        if (notThen is not null) return Prediction.Refuse(notThen);
        JudgeAt(effective);
        var member = Find(command.Customer)!;
        var hand = Take(member, call, effective);
        if (NotRedeemable(hand, command.Points, command.BillAmount) is { } refusal) return Prediction.Refuse(refusal);
        hand.Begin(EntryKind.Redemption, redemption: Redemptions.Count + 1);
        var redemption = Redeem(hand, member.Id, command.Points, bill: 0);
        hand.Finish();
        Close(member, hand, call);
        return Keep(Redeemed(redemption, command.Points, hand), command.Customer, command.Reference, content, call);
    }

    public Prediction Hold(HoldPoints command, ModelCall call)
    {
        var content = $"hold {Shown.Text(command.Points)} {Shown.Text(command.BillAmount)}";
        if (RepeatedReference(command.Customer, command.Reference, content, call) is { } repeated) return repeated;
        var notThen = Effective(call, out var effective);
        if (NotAsked(command.Customer, command.Points) is { } unfit) return Prediction.Refuse(unfit);
        if (notThen is not null) return Prediction.Refuse(notThen);
        var member = Find(command.Customer)!;
        effective = JudgeAt(NotLate(member, call, effective));
        var hand = Take(member, call, effective);
        if (NotRedeemable(hand, command.Points, command.BillAmount) is { } refusal) return Prediction.Refuse(refusal);
        var id = Redemptions.Count + 1;
        hand.Begin(EntryKind.Hold, redemption: id);
        var draws = ModelHand.Draw(Candidates(hand), command.Points);
        foreach (var (lot, points) in draws) hand.Move(Bucket.Available, Bucket.Held, points, lot, hand.State.Lot(lot).AvailableSince);
        var lapses = hand.Effective + Duration.FromMinutes(Program.Redemption.HoldMinutes);
        hand.Note(new HoldBegins(new ModelHold(id, lapses, draws)));
        hand.Finish();
        Close(member, hand, call);
        Redemptions.Add(new ModelRedemption(id, member.Id, command.Points, HoldStage.Held, draws) { WasHeld = true });
        var answer = new PointsHeld(new(id), "", command.Customer, command.Points, Worth(command.Points), lapses, hand.State.Balance, hand.Own.Position);
        return Keep(answer, command.Customer, command.Reference, content, call);
    }

    public Prediction Capture(CapturePoints command, ModelCall call)
    {
        if (Find(command.Redemption) is not { } redemption) return Prediction.Refuse("redemption.unknown");
        if (redemption is { Is: HoldStage.Redeemed, WasHeld: true }) return Prediction.Answers(redemption.EndAnswer!, replayed: true);
        if (redemption.Is != HoldStage.Held) return Prediction.Refuse("hold.state");
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        var member = Members[(int)redemption.Customer - 1];
        effective = JudgeAt(NotLate(member, call, effective));
        var hand = Take(member, call, effective);
        if (hand.State.BlockedSince <= hand.Effective) return Prediction.Refuse("customer.blocked");
        if (hand.State.Holds.Find(hold => hold.Id == redemption.Id) is { } live)
        {
            hand.Begin(EntryKind.Capture, redemption: redemption.Id);
            hand.Note(new HoldEnds(live.Id));
            foreach (var (lot, points) in live.Draws) hand.Move(Bucket.Held, Bucket.Redeemed, points, lot, hand.State.Lot(lot).HeldSince);
        }
        else
        {
            // Without a live hold it is a redemption anew (points R35).
            if (NotRedeemable(hand, redemption.Points, null) is { } refusal) return Prediction.Refuse(refusal);
            hand.Begin(EntryKind.Capture, redemption: redemption.Id);
            redemption = redemption with { Draws = Spend(hand, redemption.Points) };
        }
        hand.Finish();
        Close(member, hand, call);
        var answer = Redeemed(redemption, redemption.Points, hand);
        Redemptions[(int)redemption.Id - 1] = redemption with { Is = HoldStage.Redeemed, EndAnswer = answer };
        return Prediction.Answers(answer);
    }

    public Prediction Release(ReleasePoints command, ModelCall call)
    {
        if (Find(command.Redemption) is not { } redemption) return Prediction.Refuse("redemption.unknown");
        if (redemption.Is == HoldStage.Redeemed) return Prediction.Refuse("hold.state");
        if (redemption.Is == HoldStage.Released) return Prediction.Answers(redemption.EndAnswer!, replayed: true);
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        var member = Members[(int)redemption.Customer - 1];
        effective = JudgeAt(NotLate(member, call, effective));
        var hand = Take(member, call, effective);
        hand.Begin(EntryKind.Release, redemption: redemption.Id);
        var released = 0m;
        if (hand.State.Holds.Find(hold => hold.Id == redemption.Id) is { } live)
        {
            released = live.Draws.Sum(draw => draw.Points);
            hand.EndHold(live, hand.Effective);
        }
        hand.Finish();
        Close(member, hand, call);
        var answer = new HoldReleased(command.Redemption, new(member.Id), released, hand.State.Balance, hand.Own.Position);
        Redemptions[(int)redemption.Id - 1] = redemption with { Is = HoldStage.Released, EndAnswer = answer };
        return Prediction.Answers(answer);
    }

    public Prediction Reverse(ReverseRedemption command, ModelCall call)
    {
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        JudgeAt(effective);
        if (Find(command.Redemption) is not { } redemption) return Prediction.Refuse(Program.Redemption.AllowReversal ? "redemption.unknown" : "reversal.off");
        var customer = new CustomerId(redemption.Customer);
        var member = Find(customer)!;
        effective = JudgeAt(NotLate(member, call, effective));
        var content = $"reverse {command.Redemption} {Shown.Text(command.Points)} {Shown.Text(command.Customer)}";
        if (RepeatedReference(customer, command.Reference, content, call) is { } repeated) return repeated;
        if (!Program.Redemption.AllowReversal) return Prediction.Refuse("reversal.off");
        if (command.Customer is { } given && given != customer) return Prediction.Refuse("redemption.other_customer");
        if (redemption.Is != HoldStage.Redeemed) return Prediction.Refuse("hold.state");
        if (command.Points <= 0) return Prediction.Refuse("points.invalid");
        if (redemption.Left == 0) return Prediction.Refuse("reversal.nothing_left");
        if (command.Points is { } some && !ModelMath.Fits(some, Scale)) return Prediction.Refuse("points.decimals");
        if (command.Points > redemption.Left) return Prediction.Refuse("reversal.above_left");
        var hand = Take(member, call, effective);
        hand.Begin(EntryKind.Reversal, redemption: redemption.Id);
        var points = command.Points ?? redemption.Left;
        var before = hand.State.Net(Bucket.Expired);
        GiveRedeemedBack(hand, redemption, points);
        var expired = hand.State.Net(Bucket.Expired) - before;
        hand.Finish();
        Close(member, hand, call);
        var answer = new RedemptionReversal(
            command.Redemption, customer, points, points - expired, expired, redemption.Left - points, hand.State.Balance, hand.Own.Position);
        return Keep(answer, customer, command.Reference, content, call);
    }

    public Prediction Transfer(TransferPoints command, ModelCall call)
    {
        if (Effective(call, out var effective) is { } notThen) return Prediction.Refuse(notThen);
        if (command.From == command.To) return Prediction.Refuse("transfer.same_customer");
        var content = $"transfer {command.To} {Shown.Text(command.Points)}";
        if (RepeatedReference(command.From, command.Reference, content, call) is { } repeated) return repeated;
        if (Find(command.From) is not { } from || Find(command.To) is not { } to) return Prediction.Refuse("customer.unknown");
        // Both sides count at one time, and are judged at it.
        if (Instant.Max(from.LastEffective, to.LastEffective) > effective) effective = call.Recorded;
        JudgeAt(effective);
        if (from.State.BlockedSince is not null || to.State.BlockedSince is not null) return Prediction.Refuse("customer.blocked");
        if (!Program.AllowTransfer) return Prediction.Refuse("transfer.off");
        if (command.Points <= 0) return Prediction.Refuse("points.invalid");
        if (!ModelMath.Fits(command.Points, Scale)) return Prediction.Refuse("points.decimals");
        var sender = Take(from, call, effective);
        if (command.Points > sender.State.Available) return Prediction.Refuse("points.insufficient");
        var receiver = Take(to, call, effective);
        sender.Begin(EntryKind.TransferOut, counterpart: to.Id);
        receiver.Begin(EntryKind.TransferIn, counterpart: from.Id);
        var sent = new List<(Instant? Expires, decimal Points)>();
        foreach (var (lot, points) in ModelHand.Draw(Candidates(sender), command.Points))
        {
            var facts = sender.State.Lot(lot);
            sender.Move(Bucket.Available, Bucket.Transferred, points, lot, facts.AvailableSince);
            sent.Add((facts.Facts.Expires, points));
        }
        // A lot an end: the draws come in the order of their ends.
        foreach (var end in sent.GroupBy(each => each.Expires))
            receiver.Open(AwardKind.Received, "transfer", 0, end.Sum(each => each.Points), receiver.Effective, null, end.Key, Bucket.Transferred);
        receiver.Finish();
        Close(to, receiver, call);
        sender.Finish();
        Close(from, sender, call);
        var answer = new PointsTransferred(command.From, command.To, command.Points, sender.State.Balance, receiver.State.Balance, sender.Own.Position);
        return Keep(answer, command.From, command.Reference, content, call);
    }

    /// <summary>A command of the past that cannot be late counts as of now where the account has a later entry.</summary>
    private static Instant NotLate(ModelMember member, ModelCall call, Instant effective) => member.LastEffective > effective ? call.Recorded : effective;

    private ModelRedemption? Find(RedemptionId id) => id.Value >= 1 && id.Value <= Redemptions.Count ? Redemptions[(int)id.Value - 1] : null;

    private Prediction? RepeatedReference(CustomerId customer, string reference, string content, ModelCall call) =>
        RepeatedKey(call, customer.Value, $"{reference} {content}") ?? Repeated($"reference/{customer}/{reference}", content);

    private Prediction Keep(object answer, CustomerId customer, string reference, string content, ModelCall call)
    {
        if (KeyName(call, customer.Value) is { } key) Remember(answer, $"{reference} {content}", key);
        return Remember(answer, content, $"reference/{customer}/{reference}");
    }

    private string? NotAsked(CustomerId customer, decimal points) =>
        points <= 0 ? "points.invalid" : !ModelMath.Fits(points, Scale) ? "points.decimals" : Find(customer) is null ? "customer.unknown" : null;

    /// <summary>The first refusal that holds, in the order of points R30.</summary>
    private string? NotRedeemable(ModelHand hand, decimal points, decimal? bill)
    {
        var rules = Program.Redemption;
        if (points <= 0) return "points.invalid";
        if (!ModelMath.Fits(points, Scale)) return "points.decimals";
        if (hand.State.BlockedSince <= hand.Effective) return "customer.blocked";
        if (!rules.Allowed) return "redemption.off";
        var (minimum, top, step, balance, lifetime, purchases) = rules.Tiers.Count == 0
            ? (rules.Minimum, rules.Limit, rules.MultipleOf, rules.Balance, rules.LifetimePoints, rules.LifetimePurchases)
            : rules.Tiers[Math.Min(hand.State.TierAt(hand.Effective), rules.Tiers.Count) - 1] is var own ? (own.Minimum, own.Limit, own.MultipleOf, own.Balance, own.LifetimePoints, own.LifetimePurchases) : default;
        if (points < minimum) return "redemption.below_minimum";
        if (points > top) return "redemption.above_limit";
        if (rules.PercentOfBill is not null && bill is null) return "redemption.bill_amount_missing";
        var most = bill * (rules.PercentOfBill ?? 100) / 100;
        if (most is { } limit && Worth(points) > ModelMath.Floor(limit, Minor)) return "redemption.above_bill";
        if (step is { } multiple && points % multiple != 0) return "redemption.not_multiple";
        if (hand.State.Lifetime < lifetime) return "redemption.lifetime_points";
        if (hand.State.Purchases < purchases) return "redemption.lifetime_purchases";
        if (balance > 0 && hand.State.Balance < balance) return "redemption.balance";
        return points > Candidates(hand).Sum(each => each.Points) ? "points.insufficient" : null;
    }

    /// <summary>
    /// What may be drawn on, in redemption order. Late: lots that were good then, and of them what has not been used since; what has
    /// only expired since is reopened (points R32); what was spent and came back expired was not there.
    /// </summary>
    private static (ModelLot Lot, decimal Points)[] Candidates(ModelHand hand) =>
        hand.State.Lots
            .Where(lot => !hand.IsLate || ((lot.Facts.Converts ?? lot.Facts.Earned) <= hand.Effective && lot.Expires > hand.Effective))
            .Select(lot => (lot, hand.IsLate ? lot.Available + Math.Min(lot.Expired, lot.Lapsed) : lot.Available))
            .ToArray();

    private ModelRedemption Redeem(ModelHand hand, long customer, decimal points, long bill)
    {
        var redemption = new ModelRedemption(Redemptions.Count + 1, customer, points, HoldStage.Redeemed, Spend(hand, points)) { Bill = bill };
        Redemptions.Add(redemption);
        return redemption;
    }

    private static IReadOnlyList<(int Lot, decimal Points)> Spend(ModelHand hand, decimal points)
    {
        var draws = ModelHand.Draw(Candidates(hand), points);
        foreach (var (number, some) in draws)
        {
            var lot = hand.State.Lot(number);
            hand.MoveAt(lot.LapsedAt, Bucket.Expired, Bucket.Available, Math.Max(0, some - lot.Available), number);
            hand.Move(Bucket.Available, Bucket.Redeemed, some, number, lot.AvailableSince);
        }
        return draws;
    }

    /// <summary>Into the same lots, the last drawn first, after what came back before (points R41).</summary>
    private void GiveRedeemedBack(ModelHand hand, ModelRedemption redemption, decimal points)
    {
        var (skip, left) = (redemption.CameBack, points);
        foreach (var (lot, drawn) in redemption.Draws.Reverse())
        {
            var skipped = Math.Min(skip, drawn);
            var back = Math.Min(left, drawn - skipped);
            if (back > 0) hand.GiveBack(Bucket.Redeemed, lot, back, hand.Now);
            (skip, left) = (skip - skipped, left - back);
        }
        Redemptions[(int)redemption.Id - 1] = redemption with { CameBack = redemption.CameBack + points };
    }

    private PointsRedeemed Redeemed(ModelRedemption redemption, decimal points, ModelHand hand) =>
        new(new(redemption.Id), "", new(redemption.Customer), points, Worth(points), hand.State.Balance, hand.Own.Position);
}
