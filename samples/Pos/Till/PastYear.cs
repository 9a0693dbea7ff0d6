using Loyalty;
using NodaTime;

namespace Pos.Till;

/// <summary>
/// Fourteen months before today, brought in as history: each command is decided as if now were its own time, so tiers
/// rise on the way and points lapse when they should. A run that was stopped half way is finished by the next, because
/// numbers and times follow from the first bill and what is there already is only recognised.
/// </summary>
internal sealed class PastYear(Workplace till, BillBook bills, LoyaltyDefinition definition, DateTimeZone zone, LocalDate firstDay)
{
    private const int Months = 14;
    private const decimal Spent = 200;

    private readonly Dictionary<YearMonth, PastMonth> _months = [];
    private readonly List<TierRise> _rises = [];

    private sealed record Visit(int Who, int Nth, LocalDate Day, Instant Time);

    /// <summary>When the members are enrolled: an hour before the first bill.</summary>
    public Instant Begins => At(firstDay, 9);

    /// <summary>The day of the first bill: where the past begins, in a file that has one.</summary>
    public static async Task<LocalDate> FirstDayAsync(Workplace till, BillBook bills, LocalDate today, DateTimeZone zone, CancellationToken ct)
    {
        var first = (await till.Sales.FindBillsAsync(bills.Number(1), ct)).Need();
        return first.Count == 0 ? today.PlusMonths(-Months) : first[0].Time.InZone(zone).Date;
    }

    public async Task<PastReport> RunAsync(IReadOnlyList<CustomerDetails> members, CancellationToken ct)
    {
        var visits = Visits();
        if (await bills.HasAsync(visits.Count, ct)) return new(true, [], []);
        if (definition.Program.Gifts.Count > 0)
        {
            // Not to the last of them: somebody shall take it today.
            foreach (var member in members.SkipLast(1)) await WelcomeAsync(member, definition.Program.Gifts[0].Id, ct);
        }

        var (number, returned) = (0L, false);
        foreach (var visit in visits)
        {
            number++;
            await SellAsync(members[visit.Who], visit, number, ct);
            if (returned || visit is not { Who: 1, Nth: 2 }) continue;
            await ReturnAsync(visit, number, ct);
            returned = true;
        }

        return new(false, [.. _months.Values.OrderBy(month => month.Month)], _rises);
    }

    private List<Visit> Visits()
    {
        var visits = new List<Visit>();
        var end = firstDay.PlusMonths(Months);
        for (var who = 0; who < Regular.All.Count; who++)
        {
            var nth = 0;
            for (var day = firstDay.PlusDays(who); day < end; day = day.PlusDays(Regular.All[who].EveryDays))
                visits.Add(new(who, nth++, day, At(day, 10 + who)));
        }

        visits.Sort((a, b) => a.Time.CompareTo(b.Time));
        return visits;
    }

    private async Task WelcomeAsync(CustomerDetails member, string gift, CancellationToken ct)
    {
        var given = await till.Gifts.ClaimAsync(new(member.Id, gift), Then(Begins) with { Key = $"past/{gift}" }, ct);
        if (given.Refusal is not (null or GiftExhausted or GiftTaken)) given.Need();
    }

    private async Task SellAsync(CustomerDetails member, Visit visit, long number, CancellationToken ct)
    {
        var regular = Regular.All[visit.Who];
        var cart = Shelf.Basket(definition.Organisation.Currency, visit.Nth + visit.Who);
        var spends = regular.SpendsEvery > 0 && visit.Nth % regular.SpendsEvery == regular.SpendsEvery - 1;
        var points = spends ? Redeemable.Most(definition.Program, Spent, cart.Total, Spent) : 0;
        var sale = new Checkout(bills.Number(number), cart) { Customer = member.Id, Time = visit.Time, RedeemPoints = points };
        var done = await till.Sales.CheckoutAsync(sale, Then(visit.Time), ct);
        // Under another program there may be too few of them.
        if (done.IsRefused && points > 0) done = await till.Sales.CheckoutAsync(sale with { RedeemPoints = 0 }, Then(visit.Time), ct);
        if (done.Refusal is BillDuplicate) return;
        var made = done.Need();
        var month = new YearMonth(visit.Day.Year, visit.Day.Month);
        var before = _months.GetValueOrDefault(month, new(month, 0, 0, 0, 0));
        _months[month] = before with
        {
            Bills = before.Bills + 1,
            Amount = before.Amount + made.Receipt.Total,
            Earned = before.Earned + made.Receipt.PointsEarned,
            Spent = before.Spent + made.Receipt.PointsSpent,
        };
        if (made.Bill is { TierBefore: not null, Tier: { } tier }) _rises.Add(new(Names.Of(member), tier, visit.Day));
    }

    private async Task ReturnAsync(Visit visit, long number, CancellationToken ct)
    {
        var time = At(visit.Day.PlusDays(2), 16);
        var back = await till.Sales.ReturnAsync(new(bills.Return(bills.Number(number)), bills.Number(number)) { Time = time, Lines = [new(1, Quantity: 1)] }, Then(time), ct);
        back.Need();
    }

    private Instant At(LocalDate day, int hour) => day.At(new LocalTime(hour, 0)).InZoneLeniently(zone).ToInstant();

    private static CallOptions Then(Instant time) => new() { History = true, EffectiveTime = time };
}
