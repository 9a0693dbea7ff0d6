using System.Globalization;
using FsCheck.Xunit;
using Pos.Import;

namespace Pos.Tests;

public class ExactNumberTests
{
    [Theory]
    [InlineData("12.30", 123000)]
    [InlineData("0", 0)]
    [InlineData("-0.00", 0)]
    [InlineData("+5", 50000)]
    [InlineData(".5", 5000)]
    [InlineData("5.", 50000)]
    [InlineData("0012.3400000000", 123400)]
    [InlineData("999999999999.9999", 9999999999999999)]
    public void Plain_numbers_are_exact(string text, long units)
    {
        Assert.Equal(NumberFault.None, ExactNumber.Read(text, ExactNumber.MoneyScale, decimalComma: false, out var read));
        Assert.Equal(units, read);
    }

    [Theory]
    [InlineData("", nameof(NumberFault.Empty))]
    [InlineData("4.440892e-16", nameof(NumberFault.Scientific))]
    [InlineData("1E3", nameof(NumberFault.Scientific))]
    [InlineData("-2e0", nameof(NumberFault.Scientific))]
    [InlineData("-0.01", nameof(NumberFault.Negative))]
    [InlineData("0.12345", nameof(NumberFault.TooManyDecimals))]
    [InlineData("1000000000000", nameof(NumberFault.TooLarge))]
    [InlineData("1,000.00", nameof(NumberFault.NotANumber))]
    [InlineData("$5", nameof(NumberFault.NotANumber))]
    [InlineData(".", nameof(NumberFault.NotANumber))]
    [InlineData("1.2.3", nameof(NumberFault.NotANumber))]
    [InlineData("e5", nameof(NumberFault.NotANumber))]
    [InlineData("NaN", nameof(NumberFault.NotANumber))]
    [InlineData("\u0661", nameof(NumberFault.NotANumber))]
    [InlineData("0x10", nameof(NumberFault.NotANumber))]
    public void Anything_else_is_refused_for_what_it_is(string text, string fault) =>
        Assert.Equal(fault, ExactNumber.Read(text, ExactNumber.MoneyScale, decimalComma: false, out _).ToString());

    [Fact]
    public void Decimal_comma_is_read_where_it_was_asked_for()
    {
        Assert.Equal(NumberFault.None, ExactNumber.Read("12,50", ExactNumber.MoneyScale, decimalComma: true, out var units));
        Assert.Equal(125000, units);
        Assert.Equal(NumberFault.NotANumber, ExactNumber.Read("12.50", ExactNumber.MoneyScale, decimalComma: true, out _));
    }

    [Property(MaxTest = 300)]
    public bool What_decimal_writes_is_read_and_given_back(uint whole, ushort fraction)
    {
        var value = whole + ((fraction % 10_000) / 10_000m);
        var fault = ExactNumber.Read(value.ToString(CultureInfo.InvariantCulture), ExactNumber.MoneyScale, decimalComma: false, out var units);
        var back = ExactNumber.ToDecimal(units, ExactNumber.MoneyScale);
        return fault == NumberFault.None && back == value && (back.Scale == 0 || back.ToString(CultureInfo.InvariantCulture)[^1] != '0');
    }
}
