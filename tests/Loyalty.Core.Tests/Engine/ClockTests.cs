using NodaTime;

namespace Loyalty.Tests;

/// <summary>The clock's tolerance, its jumps, and accepting one.</summary>
public sealed class ClockTests
{
    [Theory]
    [InlineData("2026-01-01 09:55", null)]
    [InlineData("2026-01-01 09:54:59", "clock.jumped")]
    [InlineData("2027-02-05 10:00", null)]
    [InlineData("2027-02-05 10:01", "clock.jumped")]
    [InlineData("2099-01-01 00:00", "clock.jumped")]
    [InlineData("1970-01-01 06:00", "clock.jumped")]
    public async Task A_clock_far_behind_or_ahead_of_the_last_entry_refuses_writes(string now, string? code)
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions());
        var anna = await shop.MemberAsync();
        var before = StoreImage.Of(shop.Store);
        shop.At(now);
        var outcome = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m));
        Assert.Equal(code, outcome.Refusal?.Code);
        if (code is null) return;
        StoreImage.AssertUnchanged(before, shop.Store);
        Assert.Equal(code, (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "N" })).Refusal?.Code);
        Assert.Equal(code, (await shop.Desk.Points.RedeemAsync(new(anna, 1m, "r"))).Refusal?.Code);
        Assert.Equal(code, (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m), new() { Simulate = true })).Refusal?.Code);
        Assert.Equal(0m, (await shop.BalanceAsync(anna)).Points);
        StoreImage.AssertUnchanged(before, shop.Store);
    }

    [Fact]
    public async Task A_clock_a_little_behind_counts_as_the_last_recorded_time()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions());
        var anna = await shop.MemberAsync();
        shop.At("2026-01-01 09:57");
        await shop.BuyAsync(anna, "B-1", 100m);
        Assert.Equal(shop.Clock.At("2026-01-01 10:00"), (await shop.StatementAsync(anna, at: "2026-01-01 10:00")).Rows[0].Recorded);
        await shop.ProveAsync();
    }

    [Theory]
    [InlineData("2020-01-01 10:00")]
    [InlineData("2031-01-01 10:00")]
    public async Task An_accepted_jump_is_gone_on_from_and_recorded_time_never_falls(string now)
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions());
        var anna = await shop.MemberAsync();
        shop.At(now);
        var refused = Assert.IsType<ClockJumped>((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m))).Refusal);
        Assert.Equal((shop.Clock.GetCurrentInstant(), shop.Clock.At("2026-01-01 10:00")), (refused.Clock, refused.LastRecorded));
        shop.Engine.AcknowledgeClock();
        var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m))).OrThrow();
        shop.Clock.Advance(Duration.FromDays(3));
        (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m))).OrThrow();
        Assert.Equal(Instant.Max(shop.Clock.At(now), shop.Clock.At("2026-01-01 10:00")), (await shop.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow().Recorded);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Accepting_one_jump_does_not_accept_the_next()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions());
        var anna = await shop.MemberAsync();
        shop.At("2028-01-01 10:00");
        shop.Engine.AcknowledgeClock();
        await shop.BuyAsync(anna, "B-1", 100m);
        shop.At("2026-06-01 10:00");
        Assert.Equal("clock.jumped", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m))).Refusal?.Code);
        shop.At("2031-06-01 10:00");
        Assert.Equal("clock.jumped", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m))).Refusal?.Code);
    }

    [Fact]
    public async Task Jumping_to_2099_and_back_loses_no_points_when_it_was_refused()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions(Definitions.Days(30)));
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 1000m);
        shop.At("2099-01-01 00:00");
        Assert.Equal("clock.jumped", (await shop.Engine.CatchUpAsync()).Refusal?.Code);
        Assert.Equal("clock.jumped", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m))).Refusal?.Code);
        shop.At("2026-01-02 10:00");
        Assert.Equal(100m, (await shop.BalanceAsync(anna)).Points);
    }
}
