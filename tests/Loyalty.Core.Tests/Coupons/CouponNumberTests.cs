using NodaTime;

namespace Loyalty.Tests;

/// <summary>Each documented number of coupons (chapter 3 of their rules) that the engine gives, provoked; those that only a protocol gives stand with its tests.</summary>
public sealed class CouponNumberTests
{
    private delegate Task<int> Provoke(Shop shop, CustomerId anna, CustomerId ben);

    private static readonly CouponSeriesSettings Common = CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "HELLO" };

    /// <summary>By number, what is done in a fresh shop, and what it is answered with.</summary>
    private static readonly Dictionary<string, Provoke> s_all = new(StringComparer.Ordinal)
    {
        ["108 revoke of the common code"] = async (shop, anna, _) => await RevokedAsync(shop, await CommonAsync(shop, anna)),
        ["405 revoke of a used one"] = async (shop, anna, _) => await RevokedAsync(shop, await UsedAsync(shop, anna)),
        ["500 no redemption known"] = async (shop, _, _) => N(await shop.Desk.Coupons.ReactivateAsync(new([new(99)]))),
        ["510 a redemption unknown"] = async (shop, _, _) => N(await shop.Desk.Coupons.AmendUseAsync(new(new(99)) { BillId = "B" })),
        ["629 too many"] = async (shop, anna, _) => N(await shop.Desk.Coupons.RedeemAsync(new(anna, [.. Enumerable.Range(0, 51).Select(i => $"C-{i}")]))),
        ["633 extend an unknown one"] = async (shop, anna, _) => await ExtendedAsync(shop, anna, "2026-01-01 10:00", "NOSUCH"),
        ["660 revoked"] = async (shop, anna, _) =>
        {
            var code = await HeldAsync(shop, anna);
            await RevokedAsync(shop, code);
            return await shop.UseAsync(anna, code);
        },
        ["661 no redemption named"] = async (shop, _, _) => N(await shop.Desk.Coupons.ReactivateAsync(new([]))),
        ["677 more than 500"] = async (shop, anna, _) => N(await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(), anna) { Count = 501 })),
        ["682 revoke of an unknown one"] = async (shop, _, _) => await RevokedAsync(shop, "NOSUCH"),
        ["690 end before issue"] = async (shop, anna, _) => await ExtendedAsync(shop, anna, "2025-05-01 10:00"),
        ["691 end beyond the series"] = async (shop, anna, _) => await ExtendedAsync(shop, anna, "2031-02-01 10:00"),
        ["695 the customer is needed"] = async (shop, anna, _) =>
        {
            var code = await CommonAsync(shop, anna);
            return (await shop.Desk.Coupons.ExtendAsync(new((await shop.Desk.Coupons.GetAsync(code, anna)).OrThrow().Series, [code], shop.Clock.At("2026-01-01 10:00")))).OrThrow().Items.Single().Number;
        },
        ["701 customer not found"] = (shop, _, _) => shop.UseAsync(new(99), "ANY"),
        ["702 a code that cannot be"] = async (shop, anna, _) =>
        {
            var code = await HeldAsync(shop, anna);
            return await shop.UseAsync(anna, code[..^1] + (code[^1] == 'A' ? 'B' : 'A'));
        },
        ["703 issued to nobody"] = async (shop, anna, _) =>
        {
            var series = await shop.SeriesAsync();
            var stretch = (await shop.Desk.Coupons.IssueStretchAsync(new(series, 2))).OrThrow();
            return await shop.UseAsync(anna, (await shop.Desk.Coupons.CodesAsync(series, stretch.First)).OrThrow().Items[0]);
        },
        ["705 the PIN is wrong"] = (shop, anna, _) => WithPinAsync(shop, anna, given => given == "0000" ? "0001" : "0000"),
        ["707 no such series"] = async (shop, anna, _) => N(await shop.Desk.Coupons.IssueAsync(new(new(99), anna))),
        ["709 has one already"] = async (shop, anna, _) => await SecondAsync(shop, anna, s => s with { IsMultipleVouchersPerUserAllowed = false, DoNotResendExistingVoucher = true }),
        ["709 as many as one may have"] = async (shop, anna, _) => await SecondAsync(shop, anna, s => s with { MaxVouchersPerUser = 1, DoNotResendExistingVoucher = true }),
        ["709 the gap of issues"] = async (shop, anna, _) => await SecondAsync(shop, anna, s => s with { MinDaysBetweenVouchers = 1 }),
        ["710 another's"] = async (shop, anna, ben) => await shop.UseAsync(ben, await HeldAsync(shop, anna)),
        ["711 used by another"] = async (shop, anna, ben) => await shop.UseAsync(ben, await UsedAsync(shop, anna, s => s with { AnyUser = true })),
        ["712 the series is over"] = async (shop, anna, _) => await LaterAsync(shop, anna, s => s with { ValidTill = new(2025, 6, 2) }, "2025-06-03 10:00"),
        ["713 the coupon is over"] = async (shop, anna, _) => await LaterAsync(shop, anna, s => s with { Expiry = CouponExpiry.Days, ExpiryValue = 1 }, "2025-06-04 10:00"),
        ["713 nothing is issued of a series that is over"] = async (shop, anna, _) =>
        {
            var series = await shop.SeriesAsync(CouponShop.Settings with { ValidTill = new(2025, 6, 2) });
            shop.At("2025-06-03 10:00");
            return N(await shop.Desk.Coupons.IssueAsync(new(series, anna)));
        },
        ["714 the series is used up"] = async (shop, anna, ben) => await shop.UseAsync(ben, await UsedAsync(shop, anna, _ => CouponShop.Shared with { MaxRedeem = 1 })),
        ["716 used by the same customer"] = async (shop, anna, _) => await shop.UseAsync(anna, await UsedAsync(shop, anna)),
        ["719 unknown"] = (shop, anna, _) => shop.UseAsync(anna, "NOSUCH"),
        ["720 trial"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna, s => s with { Trial = true })),
        ["721 merged"] = async (shop, anna, ben) =>
        {
            var code = await HeldAsync(shop, anna);
            (await shop.Desk.Customers.MergeAsync(new(anna, ben))).OrThrow();
            return await shop.UseAsync(anna, code);
        },
        ["721 not in the audience"] = async (shop, anna, ben) => N(await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(CouponShop.Settings with { Audience = [ben.Value] }), anna))),
        ["722 no more are made"] = async (shop, anna, _) => await SecondAsync(shop, anna, s => s with { MaxCreate = 1 }),
        ["722 the pool is empty"] = async (shop, anna, _) => N(await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin }), anna))),
        ["723 not for such a customer"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna, s => s with { Target = new() { RegisteredTo = shop.Clock.At("2024-01-01 10:00") } })),
        ["724 not sent again"] = async (shop, anna, _) => N(await shop.Desk.Coupons.ResendAsync(await HeldAsync(shop, anna, s => s with { ResendMessageEnabled = false }), anna)),
        ["725 a PIN is needed"] = (shop, anna, _) => WithPinAsync(shop, anna, _ => null),
        ["728 the customer has used as many as it may"] = async (shop, anna, _) => await shop.UseAsync(anna, await UsedAsync(shop, anna, _ => CouponShop.Shared with { MaxRedemptionsInSeriesPerUser = 1 })),
        ["729 not on this day"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna, s => s with { RedemptionRange = new() { DaysOfMonth = [2] } })),
        ["733 the bill is too small"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna, s => s with { MinBillAmount = 100m }), 99.99m),
        ["733 the amount is none"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna), -1m),
        ["735 not in this store"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna, s => s with { RedemptionPlaces = [new("S", null)] })),
        ["736 the code is used up"] = async (shop, anna, ben) =>
        {
            var code = await UsedAsync(shop, anna, _ => CouponShop.Shared with { RedemptionPerCouponMaxLimit = 2 });
            await shop.UsedAsync(anna, code);
            return await shop.UseAsync(ben, code);
        },
        ["738 the gap of redemptions"] = async (shop, anna, _) => await shop.UseAsync(anna, await UsedAsync(shop, anna, _ => CouponShop.Shared with { MinDaysBetweenRedemption = 3 })),
        ["739 not yet"] = async (shop, anna, _) => await shop.UseAsync(anna, await HeldAsync(shop, anna, s => s with { RedemptionValidAfterDays = 1 })),
        ["742 the customer is blocked"] = async (shop, anna, _) =>
        {
            var code = await HeldAsync(shop, anna);
            (await shop.Desk.Customers.BlockAsync(anna)).OrThrow();
            return await shop.UseAsync(anna, code);
        },
        ["742 the customer's status stops coupons"] = async (shop, anna, _) => await LabelledAsync(shop, anna, "Suspended"),
        ["740 the customer is a fraud"] = async (shop, anna, _) => await LabelledAsync(shop, anna, "Fraud_suspected"),
        ["750 nothing is issued to a fraud"] = async (shop, anna, _) =>
        {
            var series = await shop.SeriesAsync();
            (await shop.Desk.Customers.SetLabelAsync(new(anna, "Fraud_confirmed", "seen"))).OrThrow();
            return N(await shop.Desk.Coupons.IssueAsync(new(series, anna)));
        },
        ["718 the transaction is not named"] = async (shop, anna, _) =>
        {
            var code = await HeldAsync(shop, anna);
            (await shop.Desk.Programs.SaveAsync((await shop.Desk.Programs.CurrentAsync()).OrThrow().Definition.In(o => o with { Coupons = new() { TransactionNumberRequired = true } }))).OrThrow();
            Assert.Equal(["TransactionNumber"], (await shop.Desk.Coupons.CheckAsync(new(anna, [code]))).OrThrow().Coupons.Single().Unverified);
            Assert.Equal(718, N(await shop.Desk.Coupons.ReserveAsync(new(new RedeemCoupons(anna, [code])))));
            var number = N(await shop.Desk.Coupons.RedeemAsync(new(anna, [code])));
            Assert.Equal(700, await shop.UseAsync(anna, code, transaction: "T-1"));
            return number;
        },
        ["744 the series cannot be"] = async (shop, _, _) => N(await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { DiscountValue = 101m }))),
        ["744 changed by another"] = async (shop, _, _) =>
        {
            var series = await shop.SeriesAsync();
            await shop.UpdateAsync(series, s => s with { DiscountValue = 11m });
            return N(await shop.Desk.Coupons.UpdateSeriesAsync(new(series, CouponShop.Settings) { Version = 1 }));
        },
        ["747 named twice"] = async (shop, anna, _) => await InBatchAsync(shop, anna, 1, await HeldAsync(shop, anna)),
        ["749 others failed"] = async (shop, anna, _) => await InBatchAsync(shop, anna, 0, await HeldAsync(shop, anna)),
        ["751 the series' code is taken"] = async (shop, _, _) =>
        {
            await shop.SeriesAsync(CouponShop.Settings with { SeriesCode = "ONE" });
            return N(await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { SeriesCode = "ONE" })));
        },
        ["752 the common code is taken"] = async (shop, anna, _) =>
        {
            var code = await CommonAsync(shop, anna);
            return N(await shop.Desk.Coupons.CreateSeriesAsync(new(Common with { GenericCode = code })));
        },
        ["753 the series' code is empty"] = async (shop, _, _) => N(await shop.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { SeriesCode = "" }))),
        ["754 the common code is missing"] = async (shop, _, _) => N(await shop.Desk.Coupons.CreateSeriesAsync(new(Common with { GenericCode = null }))),
        ["756 none are asked for"] = async (shop, anna, _) => N(await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(), anna) { Count = 0 })),
        ["759 a batch"] = async (shop, anna, _) => N(await shop.Desk.Coupons.RedeemAsync(new(anna, [await HeldAsync(shop, anna), "NOSUCH"]))),
        ["759 nothing that it is for"] = async (shop, anna, _) =>
        {
            var code = await HeldAsync(shop, anna, s => s with { Products = [new(CouponProductKind.Sku, ["A"])] });
            return N(await shop.Desk.Coupons.RedeemAsync(new(anna, [code]) { Lines = [new("B", 1, 10m)] }));
        },
        ["777 others issue it"] = async (shop, anna, _) => N(await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin, ExternalIssual = true }), anna))),
        ["781 nothing is named"] = async (shop, anna, _) => N(await shop.Desk.Coupons.RedeemAsync(new(anna, []))),
        ["400 no such upload"] = async (shop, _, _) => N(await shop.Desk.Coupons.UploadStatusAsync(new(99))),
        ["5001 series cap"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { MaxCreate = 1 })).Error,
        ["5002 customer cap"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { MaxVouchersPerUser = 2 })).Error,
        ["5004 only one"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { IsMultipleVouchersPerUserAllowed = false })).Error,
        ["5005 pool empty"] = async (shop, anna, _) => (await PooledAsync(shop, anna)).Error,
        ["5006 some only"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { MinDaysBetweenVouchers = 1 })).Error,
        ["626 series cap, in part"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { MaxCreate = 1 })).PartialNumber,
        ["621 customer cap, in part"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { MaxVouchersPerUser = 2 })).PartialNumber,
        ["679 only one, in part"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { IsMultipleVouchersPerUserAllowed = false })).PartialNumber,
        ["678 some only, in part"] = async (shop, anna, _) => (await SeveralAsync(shop, anna, s => s with { MinDaysBetweenVouchers = 1 })).PartialNumber,
    };

    public static TheoryData<string> Numbers => [.. s_all.Keys];

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task A_documented_number_is_given_when_its_cause_is_there(string name) => CouponShop.PlayInMemoryAsync(async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        Assert.Equal(int.Parse(name.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), await s_all[name](shop, anna, ben));
    });

    [Fact]
    public void Every_number_that_a_refusal_of_coupons_bears_is_provoked()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src", "Loyalty.Core", "Coupons", "CouponRefusals.cs"));
        var given = System.Text.RegularExpressions.Regex.Matches(source, @"(?<=[,?:>] )\d{3}(?=\)|\b ?:|,)").Select(match => match.Value).Distinct();
        Assert.Equal("", string.Join(' ', given.Where(number => s_all.Keys.All(name => !name.StartsWith(number + " ", StringComparison.Ordinal))).Except(["730"]).Order(StringComparer.Ordinal)));
    }

    private static int N<T>(Outcome<T> outcome) => CouponShop.Number(outcome);

    private static async Task<int> LabelledAsync(Shop shop, CustomerId anna, string label)
    {
        var code = await HeldAsync(shop, anna);
        (await shop.Desk.Customers.SetLabelAsync(new(anna, label, "seen"))).OrThrow();
        return await shop.UseAsync(anna, code);
    }

    private static async Task<string> HeldAsync(Shop shop, CustomerId holder, Func<CouponSeriesSettings, CouponSeriesSettings>? change = null) =>
        (await shop.GiveAsync(await shop.SeriesAsync(change is null ? CouponShop.Settings : change(CouponShop.Settings)), holder)).Code;

    private static async Task<string> UsedAsync(Shop shop, CustomerId holder, Func<CouponSeriesSettings, CouponSeriesSettings>? change = null)
    {
        var code = await HeldAsync(shop, holder, change);
        await shop.UsedAsync(holder, code);
        return code;
    }

    private static async Task<string> CommonAsync(Shop shop, CustomerId holder)
    {
        (await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(Common), holder))).OrThrow();
        return Common.GenericCode!;
    }

    private static async Task<int> RevokedAsync(Shop shop, string code) => (await shop.Desk.Coupons.RevokeAsync(new([code]))).OrThrow().Items.Single().Number;

    private static async Task<int> ExtendedAsync(Shop shop, CustomerId holder, string until, string? other = null)
    {
        var series = await shop.SeriesAsync();
        var code = (await shop.GiveAsync(series, holder)).Code;
        return (await shop.Desk.Coupons.ExtendAsync(new(series, [other ?? code], shop.Clock.At(until)))).OrThrow().Items.Single().Number;
    }

    private static async Task<int> WithPinAsync(Shop shop, CustomerId holder, Func<string, string?> pin)
    {
        var given = await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { IsValidationRequired = true }), holder);
        return N(await shop.Desk.Coupons.RedeemAsync(new(holder, [given.Code]) { ValidationCode = pin(given.Pin!) }));
    }

    private static async Task<int> SecondAsync(Shop shop, CustomerId holder, Func<CouponSeriesSettings, CouponSeriesSettings> change)
    {
        var series = await shop.SeriesAsync(change(CouponShop.Settings));
        await shop.GiveAsync(series, holder);
        return N(await shop.Desk.Coupons.IssueAsync(new(series, holder)));
    }

    private static async Task<CouponsGiven> SeveralAsync(Shop shop, CustomerId holder, Func<CouponSeriesSettings, CouponSeriesSettings> change) =>
        (await shop.Desk.Coupons.IssueAsync(new(await shop.SeriesAsync(change(CouponShop.Settings)), holder) { Count = 3 })).OrThrow();

    private static async Task<CouponsGiven> PooledAsync(Shop shop, CustomerId holder)
    {
        var series = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
        await shop.UploadAsync(new UploadCoupons(series) { CodeColumn = 0 }, "UP-1");
        return (await shop.Desk.Coupons.IssueAsync(new(series, holder) { Count = 3 })).OrThrow();
    }

    private static async Task<int> LaterAsync(Shop shop, CustomerId holder, Func<CouponSeriesSettings, CouponSeriesSettings> change, string when)
    {
        var code = await HeldAsync(shop, holder, change);
        shop.At(when);
        return await shop.UseAsync(holder, code);
    }

    /// <summary>The number of one of a batch in which a code stands twice.</summary>
    private static async Task<int> InBatchAsync(Shop shop, CustomerId customer, int index, string code) =>
        Assert.IsType<CouponsNotRedeemed>((await shop.Desk.Coupons.RedeemAsync(new(customer, [code, code]))).Refusal).Items[index].Number;
}
