namespace Loyalty.Tests;

/// <summary>Every changing call about coupons asked twice, with other content, simulated: as every call of the engine.</summary>
public sealed class CouponIdempotencyTests
{
    public static TheoryData<string> Calls => [.. CouponChanging.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public Task The_same_call_with_the_same_key_gives_the_first_answer_and_writes_nothing(string name) =>
        CouponShop.PlayAsync(async shop =>
        {
            var things = await CouponChanging.PrepareAsync(shop.Desk);
            var first = await CouponChanging.All[name].Same(shop.Desk, things, new() { Key = "K-1" });
            Assert.Null(first.Refusal);
            Assert.False(first.Replayed);
            var before = StoreImage.Of(shop.Store);
            shop.Clock.Advance(NodaTime.Duration.FromHours(5));
            var again = await CouponChanging.All[name].Same(shop.Desk, things, new() { Key = "K-1" });
            Assert.Null(again.Refusal);
            Assert.True(again.Replayed);
            Assert.Equivalent(first.Value, again.Value, strict: true);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    [Theory]
    [MemberData(nameof(Calls))]
    public Task Another_content_under_the_same_key_is_a_conflict_and_writes_nothing(string name) =>
        CouponShop.PlayAsync(async shop =>
        {
            var things = await CouponChanging.PrepareAsync(shop.Desk);
            Assert.Null((await CouponChanging.All[name].Same(shop.Desk, things, new() { Key = "K-1" })).Refusal);
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(new KeyReused("K-1"), (await CouponChanging.All[name].Other(shop.Desk, things, new() { Key = "K-1" })).Refusal);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_simulation_gives_the_answer_of_the_call_that_follows_and_writes_nothing(string name) =>
        CouponShop.PlayAsync(async shop =>
        {
            var things = await CouponChanging.PrepareAsync(shop.Desk);
            var before = StoreImage.Of(shop.Store);
            var simulated = await CouponChanging.All[name].Same(shop.Desk, things, new() { Simulate = true, Trace = true });
            Assert.True(simulated.Simulated);
            StoreImage.AssertUnchanged(before, shop.Store);
            var real = await CouponChanging.All[name].Same(shop.Desk, things, new());
            Assert.Null(real.Refusal);
            Assert.Equivalent(real.Value, simulated.Value, strict: true);
        });

    [Fact]
    public Task No_personal_data_stands_in_records_of_coupons() =>
        CouponShop.PlayAsync(async shop =>
        {
            var anna = (await shop.Desk.Customers.EnrolAsync(new() { FirstName = "Annabella", Mobile = "+91 98765 43210", Email = "annabella@example.org", ExternalId = "EXT-ANNABELLA" })).OrThrow().Id;
            var series = await shop.SeriesAsync();
            await shop.UploadAsync(new(series) { CustomerBy = CouponCustomerColumn.Email, CustomerColumn = 0 }, "annabella@example.org", "nobody@example.org");
            await shop.UseAsync(anna, (await shop.GiveAsync(series, anna)).Code, 100m, "N-1");
            var writer = new RecordWriter();
            using var view = shop.Store.OpenRead();
            foreach (var collection in Schema.Collections.Where(each => each.Name.StartsWith("coupon", StringComparison.Ordinal) || each.Name is "journal" or "accounts"))
            {
                var rows = new List<KeyValuePair<RecordKey, object>>();
                view.Scan(collection, KeyRange.All, int.MaxValue, false, rows);
                foreach (var (_, record) in rows)
                {
                    writer.Clear();
                    collection.Encode(record, writer);
                    var text = System.Text.Encoding.Latin1.GetString(writer.Written);
                    Assert.DoesNotContain("annabella", text, StringComparison.OrdinalIgnoreCase);
                    Assert.DoesNotContain("9876543210", text, StringComparison.Ordinal);
                }
            }
        });
}
