using NodaTime;

namespace Loyalty.Tests;

/// <summary>What coupon scenarios ask of a shop.</summary>
internal static class CouponShop
{
    public static LoyaltyDefinition Definition(string zone = "Asia/Kolkata", string currency = "INR") =>
        Definitions.Points().In(organisation => organisation with { Zone = zone, Currency = currency });

    /// <summary>Plays a scenario; at the end every record of coupons must follow from the journal.</summary>
    public static Task PlayAsync(Func<Shop, Task> scenario, string from = "2025-06-01 10:00", string zone = "Asia/Kolkata", string currency = "INR") =>
        Shop.PlayAsync(Definition(zone, currency), scenario, from);

    /// <summary>Ten per cent off, generated codes, many to a customer, to the end of 2030.</summary>
    public static CouponSeriesSettings Settings => new()
    {
        Description = "Ten off",
        DiscountType = CouponDiscount.Perc,
        DiscountValue = 10m,
        Handling = CouponHandling.DiscCode,
        Expiry = CouponExpiry.SeriesExpiry,
        ValidTill = new(2030, 12, 31),
        IsMultipleVouchersPerUserAllowed = true,
    };

    /// <summary>Anyone may use a code, and again.</summary>
    public static CouponSeriesSettings Shared => Settings with { AnyUser = true, IsMultipleUseAllowed = true, SameUserMultipleRedeem = true };

    public static async Task<CouponSeriesId> SeriesAsync(this Shop shop, CouponSeriesSettings? settings = null) =>
        (await shop.Desk.Coupons.CreateSeriesAsync(new(settings ?? Settings))).OrThrow().Id;

    public static async Task UpdateAsync(this Shop shop, CouponSeriesId series, Func<CouponSeriesSettings, CouponSeriesSettings> change)
    {
        var now = (await shop.Desk.Coupons.GetSeriesAsync(series)).OrThrow();
        (await shop.Desk.Coupons.UpdateSeriesAsync(new(series, change(now.Settings)) { Version = now.Version })).OrThrow();
    }

    public static async Task<CouponGiven> GiveAsync(this Shop shop, CouponSeriesId series, CustomerId customer) =>
        (await shop.Desk.Coupons.IssueAsync(new(series, customer))).OrThrow().Coupons.Single();

    public static async Task<IReadOnlyList<CustomerId>> MembersAsync(this Shop shop, int count)
    {
        var members = new List<CustomerId>();
        for (var i = 0; i < count; i++) members.Add(await shop.MemberAsync($"C-{i}"));
        return members;
    }

    public static Task<Outcome<CouponsRedeemed>> TryRedeemAsync(this Shop shop, CustomerId customer, string code, decimal? bill = null, string? transaction = null, Instant? at = null) =>
        shop.Desk.Coupons.RedeemAsync(new(customer, [code]) { BillAmount = bill, TransactionNumber = transaction }, new() { EffectiveTime = at }).AsTask();

    /// <summary>Plays one of many like it, in memory only.</summary>
    public static Task PlayInMemoryAsync(Func<Shop, Task> scenario) => Shop.PlayInMemoryAsync(Definition(), scenario, "2025-06-01 10:00");

    /// <summary>Plays one of many generated runs, on the store whose turn it is.</summary>
    public static Task PlayOneAsync(long nth, Func<Shop, Task> scenario) => Shop.PlayOneAsync(nth, Definition(), scenario, "2025-06-01 10:00");

    /// <summary>The documented number: 700 when it was redeemed. A check just before must have said the same.</summary>
    public static async Task<int> UseAsync(this Shop shop, CustomerId customer, string code, decimal? bill = null, string? transaction = null, Instant? at = null)
    {
        var check = await shop.Desk.Coupons.CheckAsync(new(customer, [code]) { BillAmount = bill, TransactionNumber = transaction }, new() { EffectiveTime = at });
        var number = Number(await shop.TryRedeemAsync(customer, code, bill, transaction, at));
        Assert.Equal(number, check.IsRefused ? CouponNumbers.Of(check.Refusal) : check.Value.Coupons.Single().Number);
        return number;
    }

    public static int Number<T>(Outcome<T> outcome) => outcome.Refusal is { } refusal ? CouponNumbers.Of(refusal) : 700;

    public static async Task<CouponUseId> UsedAsync(this Shop shop, CustomerId customer, string code, string? transaction = null) =>
        (await shop.TryRedeemAsync(customer, code, transaction: transaction)).OrThrow().Coupons.Single().Redemption!.Value;

    public static async Task<CouponItems> ReactivateAsync(this Shop shop, params CouponUseId[] uses) => (await shop.Desk.Coupons.ReactivateAsync(new(uses))).OrThrow();

    public static async Task<CouponUploadReport> UploadAsync(this Shop shop, UploadCoupons command, params string[] rows) =>
        (await shop.Desk.Coupons.UploadAsync(command with { HasHeader = false }, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', rows))))).OrThrow();

    /// <summary>A file of customers, each row one issue.</summary>
    public static Task<CouponUploadReport> FileAsync(this Shop shop, CouponSeriesId series, params CustomerId[] customers) =>
        shop.UploadAsync(new UploadCoupons(series) { CustomerBy = CouponCustomerColumn.UserId, CustomerColumn = 0 }, [.. customers.Select(customer => customer.ToString())]);

    public static CouponUseId Use(this CouponsRedeemed redeemed) => redeemed.Coupons.Single().Redemption!.Value;
}
