namespace Loyalty.Tests;

/// <summary>Points: rounding, allocation, steps, tenders (scenarios 1 to 4).</summary>
public sealed class PointsAmountScenarios
{
    [Theory]
    [Trait("rule", "points scenario 1")]
    [Trait("rule", "points R1")]
    [Trait("rule", "points R11")]
    [InlineData(50.3458, 0, PointsRounding.HalfUp, 50)]
    [InlineData(50.3458, 1, PointsRounding.HalfUp, 50.3)]
    [InlineData(50.3458, 2, PointsRounding.HalfUp, 50.35)]
    [InlineData(50.3458, 3, PointsRounding.HalfUp, 50.346)]
    [InlineData(25.8751, 2, PointsRounding.HalfUp, 25.88)]
    [InlineData(25.8751, 2, PointsRounding.HalfDown, 25.88)]
    [InlineData(25.8751, 2, PointsRounding.HalfEven, 25.88)]
    [InlineData(25.8751, 2, PointsRounding.Ceiling, 25.88)]
    [InlineData(25.8751, 2, PointsRounding.Floor, 25.87)]
    [InlineData(25.865, 2, PointsRounding.HalfUp, 25.87)]
    [InlineData(25.865, 2, PointsRounding.HalfDown, 25.86)]
    [InlineData(25.865, 2, PointsRounding.HalfEven, 25.86)]
    public Task An_award_is_rounded_once_at_the_programs_scale(decimal raw, int scale, PointsRounding rounding, decimal points)
    {
        var program = Definitions.Points(new EarningRule { Id = "base", Values = [100m] })
            .With(p => p with { Points = p.Points with { Scale = scale, Rounding = rounding } });
        return Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(points, (await shop.BuyAsync(anna, "B-1", raw)).Earned);
            Assert.Equal(points, (await shop.BalanceAsync(anna)).Points);
        });
    }

    [Fact]
    [Trait("rule", "points scenario 2")]
    public Task A_line_rule_awards_each_line_by_itself() =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "base", On = EarningBasis.Line, Values = [10m] }), async shop =>
        {
            var bill = await shop.BuyAsync(await shop.MemberAsync(), "B-1", 300m, new("A", 1, 100m), new BillLine("B", 1, 200m));
            Assert.Equal([(1, 10m), (2, 20m)], bill.Awards.Select(award => (award.Line, award.Points)));
        });

    [Theory]
    [Trait("rule", "points scenario 2")]
    [Trait("rule", "points R15")]
    [InlineData(0, 4, 3, 3)]
    [InlineData(2, 3.34, 3.33, 3.33)]
    public Task A_bills_award_spreads_over_equal_lines_with_the_remainder_on_the_first(int scale, decimal first, decimal second, decimal third)
    {
        var rule = new EarningRule { Id = "base", Kind = AllocationKind.Fixed, Values = [10m], SpreadOverLines = true };
        return Shop.PlayAsync(Definitions.Points(rule).With(p => p with { Points = p.Points with { Scale = scale } }), async shop =>
        {
            var bill = await shop.BuyAsync(await shop.MemberAsync(), "B-1", 300m, new("A", 1, 100m), new("B", 1, 100m), new("C", 1, 100m));
            Assert.Equal([first, second, third], bill.Awards.OrderBy(award => award.Line).Select(award => award.Points));
            Assert.Equal(10m, bill.Earned);
        });
    }

    [Theory]
    [Trait("rule", "points scenario 3")]
    [Trait("rule", "points R12")]
    [InlineData(10, 200, false, 450, 20)]
    [InlineData(5, 2.50, false, 3.00, 5)]
    [InlineData(5, 150, true, 150, 5)]
    [InlineData(5, 150, true, 151, 10)]
    [InlineData(5, 150, true, 300, 10)]
    public Task A_step_rule_counts_full_steps_or_steps_begun(decimal points, decimal step, bool begun, decimal amount, decimal earned)
    {
        var rule = new EarningRule { Id = "base", Kind = AllocationKind.Step, Values = [points], Step = step, CountPartialStep = begun };
        return Shop.PlayAsync(Definitions.Points(rule), async shop => Assert.Equal(earned, (await shop.BuyAsync(await shop.MemberAsync(), "B-1", amount)).Earned));
    }

    [Fact]
    [Trait("rule", "points scenario 4")]
    [Trait("rule", "points R10")]
    public Task What_a_gift_card_pays_earns_nothing_and_is_cut_from_the_lines_in_proportion() =>
        Shop.PlayAsync(Definitions.Points(new EarningRule { Id = "base", On = EarningBasis.Line, Values = [10m] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 500m) { Lines = [new("A", 1, 300m), new("B", 1, 200m)], NotEarning = 150m })).OrThrow();
            Assert.Equal([21m, 14m], bill.Awards.Select(award => award.Points));
            Assert.Equal(35m, bill.Earned);
        });
}
