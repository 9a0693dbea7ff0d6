namespace Loyalty.Tests;

/// <summary>An amount without trailing zeros is what a division by one with all decimals gives, to the bit.</summary>
public sealed class CanonicalTests
{
    [Fact]
    public void Trailing_zeros_go_and_nothing_else()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var digits = random.Next(4) == 0 ? 0 : random.Next();
            var value = new decimal(random.Next(1, 3) == 1 ? random.Next(2_000) : random.Next(), digits, random.Next(5) == 0 ? random.Next() : 0, random.Next(2) == 0, (byte)random.Next(29));
            for (var zeros = random.Next(4); zeros > 0 && value.Scale < 28 && Math.Abs(value) < 1_000_000_000_000m; zeros--) value = new decimal(decimal.GetBits(value)) * 1.0m;
            var plain = value == 0 ? 0m : value.Scale == 0 ? value : value / 1.000000000000000000000000000000000m;
            Assert.Equal(decimal.GetBits(plain), decimal.GetBits(Canonical.Trim(value)));
        }
    }
}
