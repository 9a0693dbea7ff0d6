using NodaTime;
using static System.FormattableString;

namespace Loyalty.Testing;

/// <summary>A shop at work through the public interface. Commands that the rules refuse are part of the load.</summary>
internal sealed class LedgerShop(LoyaltyEngine engine, LocalClock clock, Draw draw)
{
    private readonly List<string> _bills = [];
    private readonly List<RedemptionId> _redemptions = [];
    private int _number;

    public static LoyaltyDefinition Program { get; } = new()
    {
        Organisation = new() { Code = "ledger", Name = "Ledger", Zone = "UTC", Currency = "EUR" },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Scale = 1, Expiry = new() { Unit = ExpiryUnit.NumDays, Value = 40 } },
            Earning =
            [
                new() { Id = "base", Values = [10m], Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 1 } },
                new() { Id = "later", On = EarningBasis.Line, Values = [5m, 8m], DelayDays = 5 },
            ],
            Tiers = [new() { Name = "First" }, new() { Name = "Second", LifetimePurchases = 500m }],
            Gifts = [new() { Id = "welcome", Points = 25m, Limit = 3 }],
        },
    };

    public LoyaltyEngine Engine => engine;

    public Workplace Till { get; } = engine.For("ledger");

    public IReadOnlyList<CustomerId> Members { get; private set; } = [];

    public Draw Draw => draw;

    public async Task EnrolAsync()
    {
        var members = new List<CustomerId>();
        for (var i = 1; i <= 4; i++)
            members.Add((await Till.Customers.EnrolAsync(new() { ExternalId = Invariant($"member {i}") }).ConfigureAwait(false)).OrThrow().Id);
        Members = members;
    }

    public void Wait(Duration duration) => clock.Advance(duration);

    public CustomerId AnyMember() => Members[draw.Below(Members.Count)];

    public string NewNumber(string prefix) => Invariant($"{prefix}-{++_number}");

    /// <summary>A bill of two lines, most of the time now, else of the last days.</summary>
    public AddBill NewBill(CustomerId member)
    {
        var lines = new BillLine[] { new("A", 1 + draw.Below(3), (1 + draw.Below(20000)) / 100m), new("B", 1, (1 + draw.Below(9000)) / 100m) };
        Instant? time = draw.Below(4) == 0 ? clock.GetCurrentInstant() - Duration.FromHours(1 + draw.Below(600)) : null;
        return new AddBill(NewNumber("B"), member, lines.Sum(line => line.Amount)) { Lines = lines, Time = time };
    }

    public async Task BuyAsync(AddBill bill)
    {
        if (!(await Till.Sales.AddBillAsync(bill).ConfigureAwait(false)).IsRefused) _bills.Add(bill.Number);
    }

    /// <summary>One step of the load.</summary>
    public async Task StepAsync()
    {
        var (kind, member) = (draw.Below(12), AnyMember());
        var points = await SomeOfAsync(member).ConfigureAwait(false);
        switch (kind)
        {
            case 0 or 1 or 2:
                await BuyAsync(NewBill(member)).ConfigureAwait(false);
                break;
            case 3 or 4:
                Keep(await Till.Points.RedeemAsync(new(member, points, NewNumber("G"))).ConfigureAwait(false), redeemed => redeemed.Redemption);
                break;
            case 5:
                Keep(await Till.Points.HoldAsync(new(member, points, NewNumber("H"))).ConfigureAwait(false), held => held.Redemption);
                break;
            case 6 when _redemptions.Count > 0:
                await Till.Points.CaptureAsync(new(_redemptions[draw.Below(_redemptions.Count)])).ConfigureAwait(false);
                break;
            case 7 when _redemptions.Count > 0:
                await Till.Points.ReverseAsync(new(_redemptions[draw.Below(_redemptions.Count)], NewNumber("V"))).ConfigureAwait(false);
                break;
            case 8:
                await Till.Points.TransferAsync(new(member, AnyMember(), points, NewNumber("T"))).ConfigureAwait(false);
                break;
            case 9 when _bills.Count > 0:
                var of = _bills[draw.Below(_bills.Count)];
                await Till.Sales.ReturnAsync(new(NewNumber("R"), of) { Amount = draw.Below(2) == 0 ? null : (1 + draw.Below(5000)) / 100m }).ConfigureAwait(false);
                break;
            case 10:
                await Till.Gifts.ClaimAsync(new(member, "welcome")).ConfigureAwait(false);
                break;
            default:
                Wait(Duration.FromMinutes(1 + draw.Below(12 * 24 * 60)));
                break;
        }
    }

    /// <summary>Some or all of what a member can spend.</summary>
    public async Task<decimal> SomeOfAsync(CustomerId member)
    {
        var available = (await Till.Points.BalanceAsync(member).ConfigureAwait(false)).OrThrow().Available;
        return decimal.Floor(available * (1 + draw.Below(100)) / 10) / 10;
    }

    public async Task<Statement> StatementAsync(CustomerId member) => (await Till.Points.StatementAsync(new(member)).ConfigureAwait(false)).OrThrow();

    public async Task<IReadOnlyList<Statement>> StatementsAsync()
    {
        var statements = new List<Statement>();
        foreach (var member in Members) statements.Add(await StatementAsync(member).ConfigureAwait(false));
        return statements;
    }

    private void Keep<T>(Outcome<T> outcome, Func<T, RedemptionId> id)
    {
        if (!outcome.IsRefused) _redemptions.Add(id(outcome.Value));
    }
}
