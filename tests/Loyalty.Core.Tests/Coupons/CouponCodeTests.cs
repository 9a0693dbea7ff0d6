using Loyalty.Tests.Model;

namespace Loyalty.Tests;

/// <summary>Codes: a keyed permutation of the serial, a check character, look-alikes.</summary>
public sealed class CouponCodeTests
{
    private static readonly CouponMac Key = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    [Trait("rule", "coupons R10")]
    [Trait("rule", "coupons scenario 19")]
    public void The_documented_construction_gives_the_documented_codes()
    {
        Assert.Equal("9JHZ5FZP P6C88FEB 3XE5QT90 SNFB7QZK", Codes(86066, true, 8, 4));
        Assert.Equal("9794439467 4824221375 5535694999 3229353728", Codes(86066, false, 10, 4));
        Assert.Equal("QK16P", Codes(86066, true, 5, 1));
        Assert.Equal("P3EZTQC74C41VCCT", Codes(86066, true, 16, 1));
        Assert.Equal("P3EZTQC74C41VCCM8TV5", Codes(86066, true, 20, 1));
        Assert.Equal("GGE2DE98 TTZ8E5B1", Codes(86067, true, 8, 2));
        Assert.Equal(34_359_738_368, CouponPermutation.DomainOf(true, 8));
        Assert.True(new CouponPermutation(Key, 1, true, 8).IsChecked("00000012"));
        Assert.Equal(4, CouponPermutation.CheckDigits("572"));
    }

    [Theory]
    [Trait("rule", "coupons R10")]
    [InlineData(true, 4, 32 * 32 * 32)]
    [InlineData(false, 5, 10_000)]
    [InlineData(false, 6, 100_000)]
    public void Over_a_small_domain_every_code_is_given_once_and_leads_back_to_its_serial(bool alphaNumeric, int length, long domain)
    {
        var permutation = new CouponPermutation(Key, 7, alphaNumeric, length);
        Assert.Equal(domain, permutation.Domain);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var serial = 0L; serial < domain; serial++)
        {
            var code = permutation.Of(serial);
            Assert.True(seen.Add(code), $"{code} comes twice.");
            Assert.Equal(serial, permutation.SerialOf(code));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.Of(domain));
    }

    [Fact]
    [Trait("rule", "coupons R10")]
    public void Every_serial_of_every_length_leads_back() =>
        Draws.Law("serials of codes", 500, seed =>
        {
            var bits = new RandomBits(seed);
            var permutation = new CouponPermutation(new CouponMac(bits.Bytes(32)), bits.Count(), bits.Flag(), 5 + bits.Below(36));
            var serial = bits.Count() % permutation.Domain;
            Assert.Equal(serial, permutation.SerialOf(permutation.Of(serial)));
        });

    [Fact]
    [Trait("rule", "coupons R10")]
    public void A_wrong_character_and_two_swapped_neighbours_never_pass_the_check()
    {
        foreach (var (alphaNumeric, length) in new[] { (true, 8), (true, 20), (false, 10), (false, 40) })
        {
            var permutation = new CouponPermutation(Key, 9, alphaNumeric, length);
            for (var serial = 0; serial < 20; serial++)
            {
                var code = permutation.Of(serial);
                for (var i = 0; i < code.Length; i++)
                {
                    foreach (var other in (alphaNumeric ? CouponPermutation.Letters : CouponPermutation.Digits).Where(c => c != code[i]))
                        Assert.False(permutation.IsChecked(code[..i] + other + code[(i + 1)..]));
                    if (i > 0 && code[i] != code[i - 1]) Assert.False(permutation.IsChecked(code[..(i - 1)] + code[i] + code[i - 1] + code[(i + 1)..]));
                }
            }
        }
    }

    [Fact]
    [Trait("rule", "coupons R7")]
    [Trait("rule", "coupons R8")]
    public Task A_code_is_found_in_any_case_with_separators_and_look_alikes() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, letters, digits) = (await shop.MemberAsync(), await shop.SeriesAsync(), await shop.SeriesAsync(CouponShop.Settings with { AlphaNumeric = false, CouponPrefix = "so-" }));
            var code = (await shop.GiveAsync(letters, anna)).Code;
            foreach (var typed in new[] { code.ToLowerInvariant(), $"  {code} ", $"{code[..4]}-{code[4..]}", $"{code[..4]} {code[4..]}", code.Replace('0', 'o'), code.Replace('1', 'l'), code.Replace('1', 'I') })
                Assert.Equal(code, (await shop.Desk.Coupons.GetAsync(typed)).OrThrow().Code);
            var number = (await shop.GiveAsync(digits, anna)).Code;
            Assert.StartsWith("SO-", number, StringComparison.Ordinal);
            var misread = "so " + number[3..].Replace('5', 'S').Replace('8', 'b').Replace('2', 'Z').Replace('0', 'O');
            Assert.Equal(number, (await shop.Desk.Coupons.GetAsync(misread)).OrThrow().Code);
        });

    [Fact]
    [Trait("rule", "coupons R8")]
    public Task A_code_that_can_be_read_as_two_is_refused() =>
        CouponShop.PlayAsync(async shop =>
        {
            var series = await shop.SeriesAsync(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin });
            Assert.Equal(2, (await shop.UploadAsync(new(series) { CodeColumn = 0 }, "SPRING-10", "SPR1NG-1O")).Done);
            Assert.Equal("SPRING-10", (await shop.Desk.Coupons.GetAsync("spring-10")).OrThrow().Code);
            Assert.Equal(702, CouponShop.Number(await shop.Desk.Coupons.GetAsync("SPRLNG10")));
        });

    [Fact]
    [Trait("rule", "coupons R9")]
    [Trait("rule", "coupons scenario 19")]
    public Task A_mistyped_generated_code_is_known_as_such_and_an_unknown_one_as_unknown() =>
        CouponShop.PlayAsync(async shop =>
        {
            var (anna, series) = (await shop.MemberAsync(), await shop.SeriesAsync());
            var code = (await shop.GiveAsync(series, anna)).Code;
            var wrong = (code[0] == 'A' ? 'B' : 'A') + code[1..];
            Assert.Equal(702, await shop.UseAsync(anna, wrong));
            Assert.Equal(719, await shop.UseAsync(anna, "NEVER-HEARD-OF"));
            Assert.Equal(702, await shop.UseAsync(anna, new string('A', 10_000)));
            Assert.Equal(702, await shop.UseAsync(anna, "AB\u0001CD"));
            // A serial that is not given out yet is nobody's code.
            var organisation = 1L;
            var ahead = new CouponPermutation(shop.Engine.CouponKeys.Of(organisation), series.Value, true, 8).Of(5);
            Assert.Equal(719, await shop.UseAsync(anna, ahead));
        });

    [Fact]
    [Trait("rule", "coupons R10")]
    public Task Two_series_of_one_form_and_uploads_never_share_a_code() =>
        CouponShop.PlayAsync(async shop =>
        {
            // So short a code that serials of two series do meet.
            var small = CouponShop.Settings with { AlphaNumeric = false, RandomCodeLength = 5, AnyUser = true };
            var (anna, one) = (await shop.MemberAsync(), await shop.SeriesAsync(small));
            var two = await shop.SeriesAsync(small);
            var codes = new List<string>();
            foreach (var series in new[] { one, two, one })
            {
                var stretch = (await shop.Desk.Coupons.IssueStretchAsync(new(series, 900))).OrThrow();
                codes.AddRange((await shop.Desk.Coupons.CodesAsync(series, stretch.First)).OrThrow().Items);
            }
            Assert.Equal(2700, codes.Count);
            Assert.Equal(2700, codes.Distinct(StringComparer.Ordinal).Count());
            foreach (var code in codes.Where((_, i) => i % 300 == 0)) Assert.Equal(700, await shop.UseAsync(anna, code));
        });

    private static string Codes(long series, bool alphaNumeric, int length, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(serial => new CouponPermutation(Key, series, alphaNumeric, length).Of(serial)));
}
