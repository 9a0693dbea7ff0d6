using NodaTime;

namespace Loyalty.Tests;

/// <summary>Bad settings and bad requests are refused with a code, and nothing else ever comes out.</summary>
public sealed class CouponFuzzTests
{
    [Fact]
    public void Ten_thousand_damaged_texts_of_settings_give_settings_or_faults()
    {
        var whole = (CouponShop.Shared with
        {
            Products = [new(CouponProductKind.Brand, ["B-1"])], RedemptionPlaces = [new("S-1", null)], Target = new() { MaximumTransactions = 3 }, RedemptionRange = new() { DaysOfMonth = [1] },
            Blackouts = [new(new(2025, 1, 1, 0, 0), new(2025, 1, 2, 0, 0))], Audience = [1], ValidTillTime = Instant.FromUtc(2030, 1, 1, 0, 0), MaxCreate = 5, GenericCode = null,
        }).ToJson();
        string[] pieces = ["null", "-1", "1e400", "\"\"", "[]", "{}", "true", "\"\\ud800\"", "9999999999999999999999", "0.1", "\"PERC\"", "[null]", "[[]]"];
        var (read, faulty) = (0, 0);
        for (var n = 0; n < 10_000; n++)
        {
            var bits = new RandomBits(n);
            var text = whole;
            for (var i = 0; i <= bits.Below(3); i++)
            {
                var at = bits.Below(text.Length);
                var length = Math.Min(text.Length - at, bits.Below(12));
                // Half of the time a value is replaced as a whole, so that more than the parser is met.
                if (bits.Flag() && text.IndexOf(':', at) is > 0 and var colon && text.IndexOfAny([',', '}', ']'], colon) is > 0 and var end) (at, length) = (colon + 1, end - colon - 1);
                text = text[..at] + pieces[bits.Below(pieces.Length)] + text[(at + length)..];
            }
            var reading = CouponSeriesSettings.FromJson(text);
            Assert.True(reading.Settings is null == reading.Faults.Count > 0);
            if (reading.Settings is null) faulty++;
            else read++;
        }
        Assert.True(read > 20 && faulty > 5000, $"{read} were read, {faulty} were faulty.");
    }

    [Fact]
    public Task Strange_requests_are_refused_typed_and_write_nothing() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = await shop.MemberAsync();
            var code = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Shared), anna)).Code;
            var before = StoreImage.Of(shop.Store);
            RedeemCoupons[] strange =
            [
                new(anna, null!), new(anna, [null!]), new(anna, [code]) { Ids = null! }, new(anna, [code]) { Lines = [null!] }, new(anna, [code]) { BillAmount = decimal.MaxValue }, new(anna, [code]) { Rate = 0m },
                new(anna, [code]) { Rate = 1e-28m, BillAmount = 1m }, new(anna, [code]) { TransactionNumber = new string('x', 101) }, new(anna, [code]) { Fields = new Dictionary<string, string> { ["a"] = null! } },
                new(new(long.MinValue), [code]), new(anna, []) { Ids = [new(long.MaxValue)] }, new(anna, ["\ud800"]), new(anna, [new string('\u0130', 10_000)]), new(anna, [code]) { Lines = [new("A", 1, -1m)] },
            ];
            foreach (var request in strange)
            {
                Assert.NotNull((await shop.Desk.Coupons.RedeemAsync(request)).Refusal);
                Assert.NotNull((await shop.Desk.Coupons.ReserveAsync(new(request))).Refusal);
            }
            foreach (var time in new[] { Instant.MinValue, Instant.FromUtc(9999, 12, 31, 23, 59), Instant.FromUtc(1960, 1, 1, 0, 0) })
                Assert.Equal(739, CouponShop.Number(await shop.TryRedeemAsync(anna, code, transaction: "N-1", at: time)));
            Refusal?[] refused =
            [
                (await shop.Desk.Coupons.ReserveAsync(new(null!))).Refusal, (await shop.Desk.Coupons.CreateSeriesAsync(new(null!))).Refusal, (await shop.Desk.Coupons.RevokeAsync(new(null!))).Refusal,
                (await shop.Desk.Coupons.ReactivateAsync(new(null!))).Refusal, (await shop.Desk.Coupons.ExtendAsync(new(new(1), null!, default))).Refusal, (await shop.Desk.Coupons.IssueToManyAsync(new(new(1), null!))).Refusal,
                (await shop.Desk.Coupons.IssueOfSeriesAsync(new(anna, null!))).Refusal, (await shop.Desk.Coupons.ExtendAsync(new(new(1), [code], Instant.MaxValue))).Refusal, (await shop.Desk.Coupons.ConfirmAsync(new(-1))).Refusal,
                (await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { Products = [null!], Blackouts = [null!], RedemptionPlaces = null!, CouponPrefix = null!, Custom = null! }))).Refusal,
                (await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { ValidTill = new LocalDate(1447, 1, 1, CalendarSystem.IslamicBcl), Blackouts = [new(new LocalDate(1447, 1, 1, CalendarSystem.IslamicBcl).AtMidnight(), new(2025, 1, 1, 0, 0))] }))).Refusal,
            ];
            Assert.All(refused, Assert.NotNull);
            StoreImage.AssertUnchanged(before, shop.Store);
        });
}
