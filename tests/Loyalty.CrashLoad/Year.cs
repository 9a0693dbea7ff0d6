using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Testing;
using NodaTime;

namespace Loyalty;

/// <summary>
/// A generated year of a shop, replayed whatever the process is like: its culture, its time zone, its threads. The file's hash covers every
/// entry to the bit; the state's hash covers what each member has, and what every call answered, but no number that depends on who came first.
/// </summary>
internal static class Year
{
    private const int Lanes = 8;
    private const int MembersOfLane = 3;
    private const int LengthInDays = 365;

    // Letters that change with the culture (I, i, ı), decimals, days that a zone skips, ends of months.
    private const string Definition = """
        {
          "organisation": {
            "code": "istanbul", "name": "İstanbul Iris", "zone": "America/Sao_Paulo", "currency": "BRL",
            "stores": [ { "code": "IZMIR", "tills": [ "TILL-I" ] } ], "bills": { "maximumAmount": 99999.5 }
          },
          "program": {
            "code": "iris", "name": "Iris", "zone": "Pacific/Apia",
            "points": { "scale": 2, "rounding": "HALF_EVEN", "ratio": 0.05, "expiry": { "unit": "NUM_MONTHS_END", "value": 2 } },
            "tiers": [ { "name": "Indigo" }, { "name": "Silver İ", "lifetimePurchases": 350.5 }, { "name": "GİLT", "lifetimePurchases": 1250.75 } ],
            "earning": [
              { "id": "base", "on": "BILL", "kind": "PERCENTAGE", "values": [ 3.75, 5.25, 7.1 ] },
              { "id": "Line-I", "on": "LINE", "kind": "STEP", "step": 12.5, "values": 1.25, "cap": 20, "delayDays": 3 }
            ],
            "redemption": { "minimum": 1.5, "holdMinutes": 15 },
            "returns": { "allowDebt": true, "usedPoints": "REDEMPTION_REFERENCE" },
            "allowTransfer": true,
            "cartPromotions": {
              "promotions": [
                {
                  "id": "ten-I", "name": "Ten İ", "stackable": true, "from": "2023-01-01T00:00:00Z", "until": "2026-12-31T00:00:00Z",
                  "condition": { "cart": { "value": 40.05 } }, "action": { "kind": "CART", "value": 10 }
                },
                {
                  "id": "three", "name": "3 for 2", "stackable": true, "priority": 1, "from": "2023-01-01T00:00:00Z", "until": "2026-12-31T00:00:00Z",
                  "condition": { "products": [ { "match": [ { "entity": "SKU", "values": [ "INK-i" ] } ], "value": 3 } ] },
                  "action": { "kind": "FREE_PRODUCT", "units": 1, "perUnit": { "divider": 3 } }
                }
              ]
            }
          }
        }
        """;

    /// <summary>Args: the culture, how many threads, the seed. Writes how many entries the journal has, its hash and that of the state.</summary>
    public static async Task RunAsync(string culture, int threads, ulong seed, TextWriter answers)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        // 2023 in Apia and São Paulo: summer time had ended for good, which tables of zones tell and guesses do not.
        var clock = new LocalClock("Pacific/Apia", "2023-03-01 09:00");
        var read = LoyaltyDefinition.FromJson(Definition);
        var definition = read.Definition ?? throw new InvalidOperationException(string.Join('\n', read.Faults));
        await using var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            options.UseInMemory().UseProgram(definition);
            options.Clock = clock;
            options.Ids = new RepeatableIds();
        });
        var till = engine.For("istanbul").AtTill("TILL-I");
        var series = (await till.Coupons.CreateSeriesAsync(new(new()
        {
            Description = "İlk", DiscountType = CouponDiscount.Perc, DiscountValue = 7.5m, Handling = CouponHandling.DiscCode, Expiry = CouponExpiry.SeriesExpiry,
            ValidTill = new(2030, 12, 31), IsMultipleVouchersPerUserAllowed = true,
        }))).OrThrow().Id;
        var lanes = new Lane[Lanes];
        for (var i = 0; i < Lanes; i++)
        {
            lanes[i] = new(till, series, i, new Load.Chance((seed * 31) + (ulong)i + 1));
            await lanes[i].EnrolAsync(MembersOfLane);
        }

        using var gate = new SemaphoreSlim(threads);
        for (var day = 0; day < LengthInDays; day++)
        {
            clock.Advance(Duration.FromHours(24));
            await Task.WhenAll(lanes.Select(lane => threads == 1 ? Task.CompletedTask : Task.Run(() => OneAsync(lane))));
            if (threads > 1) continue;
            foreach (var lane in lanes) await lane.DayAsync();
        }

        (await engine.CatchUpAsync()).OrThrow();
        var proof = await engine.VerifyAsync();
        if (!proof.Holds) throw new InvalidOperationException(string.Join('\n', proof.Violations));
        var anchor = (await engine.AnchorAsync())!;
        var state = new StringBuilder();
        foreach (var lane in lanes) await lane.TellAsync(state);
        await answers.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{proof.Entries} {anchor.Hash} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(state.ToString())))}"));

        async Task OneAsync(Lane lane)
        {
            await gate.WaitAsync();
            try
            {
                await lane.DayAsync();
            }
            finally
            {
                gate.Release();
            }
        }
    }

    /// <summary>Members whose purchases meet nobody else's: their order among others changes nothing for them.</summary>
    private sealed class Lane(Workplace till, CouponSeriesId series, int number, Load.Chance chance)
    {
        private readonly List<CustomerId> _members = [];
        private readonly List<string> _bills = [];
        private readonly StringBuilder _told = new();
        private Load.Chance _chance = chance;
        private int _made;

        public async Task EnrolAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var enrolled = (await till.Customers.EnrolAsync(new() { ExternalId = Say($"I-{number}-i-{i}"), FirstName = "İris", LastName = "Işık", Email = Say($"IRIS{number}.{i}@EXAMPLE.org") })).OrThrow();
                _members.Add(enrolled.Id);
                // Told apart by case only: the same person.
                var found = (await till.Customers.LookUpAsync(Identifier.Email(Say($"iris{number}.{i}@example.ORG")))).OrThrow();
                if (found.Id != enrolled.Id) throw new InvalidOperationException("Somebody else was found.");
            }
        }

        public async Task DayAsync()
        {
            foreach (var member in _members)
            {
                var name = Say($"ıi-{number}/{_made++}");
                switch (_chance.Next(9))
                {
                    case 0:
                        Tell(await till.Points.RedeemAsync(new(member, 0.25m * (1 + _chance.Next(40)), name)), done => $"{done.Points} {done.Worth} {done.Balance}");
                        break;
                    case 1 when _bills.Count > 0:
                        var of = _bills[_chance.Next(_bills.Count)];
                        Tell(await till.Sales.ReturnAsync(new($"R{name}", of) { Lines = [new(1, 1m)] }), done => $"{done.Amount} {done.TakenBack} {done.GivenBack} {done.Balance}");
                        break;
                    case 2:
                        Tell(await till.Points.TransferAsync(new(member, _members[_chance.Next(_members.Count)], 0.75m, name)), done => $"{done.SenderBalance} {done.ReceiverBalance}");
                        break;
                    case 3:
                        Tell(await till.Coupons.IssueAsync(new(series, member)), done => $"{done.Coupons.Count}");
                        break;
                    case 4 or 5 or 6:
                        await BuyAsync(member, name);
                        break;
                    default:
                        break;
                }
            }
        }

        private async Task BuyAsync(CustomerId member, string name)
        {
            var cart = Cart.In("BRL").Add("INK-i", 1 + _chance.Next(4), 4.35m).Add("PAPER-I", 0.5m + (0.125m * _chance.Next(8)), 9.99m);
            var asked = new CartPreview(cart) { Customer = member, RedeemPoints = _chance.Next(5) == 0 ? 2.5m : 0, Explain = _chance.Next(10) == 0 };
            var offer = await till.Carts.PreviewAsync(asked);
            Tell(offer, made => $"{made.Total} {made.Due} {made.Earns} {string.Join(',', made.Lines.Select(line => Say($"{line.Net}")))} {string.Join(',', made.Promotions.Select(each => $"{each.Promotion} {each.Code} {each.Seen} {each.Needed}"))} {string.Join(',', made.Hints.Select(hint => Say($"{hint.Promotion} {hint.Sku} {hint.Quantity} {hint.NetCost} {hint.Benefit}")))}");
            if (offer.IsRefused) return;
            var sale = await till.Sales.CheckoutAsync(new(name, offer.Value));
            Tell(sale, done => $"{done.Receipt.Total} {done.Receipt.Due} {done.Bill.Earned} {done.Bill.Tier} {done.Bill.Balance}");
            // Numbers are compared ignoring case, by no culture's rules.
            if (!sale.IsRefused) _bills.Add(_chance.Next(2) == 0 ? name : name.ToUpperInvariant());
        }

        /// <summary>What each member has, and what was answered on the way.</summary>
        public async Task TellAsync(StringBuilder state)
        {
            state.Append(_told);
            foreach (var member in _members)
            {
                var statement = (await till.Points.StatementAsync(new(member) { Limit = 1000 })).OrThrow();
                var (balance, totals) = (statement.Balance, statement.Totals);
                state.AppendLine(CultureInfo.InvariantCulture, $"{balance.Available} {balance.Promised} {balance.Debt} {balance.Lifetime} {balance.NextExpiry?.ToUnixTimeTicks()} {balance.NextExpiring}");
                state.AppendLine(CultureInfo.InvariantCulture, $"{totals.Issued} {totals.Received} {totals.Redeemed} {totals.Expired} {totals.Returned} {totals.Sent} {statement.Tier} {statement.LifetimePurchases}");
                foreach (var lot in statement.Lots) state.AppendLine(CultureInfo.InvariantCulture, $"{lot.Number} {lot.Kind} {lot.Available} {lot.Promised} {lot.Earned.ToUnixTimeTicks()} {lot.ConvertsAt?.ToUnixTimeTicks()} {lot.ExpiresAt?.ToUnixTimeTicks()}");
                foreach (var row in statement.Rows) state.AppendLine(CultureInfo.InvariantCulture, $"{row.Kind} {row.Effective.ToUnixTimeTicks()} {row.Change} {row.Bill}");
                foreach (var change in (await till.Tiers.HistoryAsync(member)).OrThrow()) state.AppendLine(CultureInfo.InvariantCulture, $"{change.Action} {change.From} {change.To} {change.Effective.ToUnixTimeTicks()}");
            }
        }

        private void Tell<T>(Outcome<T> outcome, Func<T, FormattableString> told) =>
            _told.AppendLine(outcome.IsRefused ? $"{outcome.Refusal.Code} {outcome.Refusal.Message}" : Say(told(outcome.Value)));

        private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
