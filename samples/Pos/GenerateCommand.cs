using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Pos;

/// <summary>What <c>generate</c> was asked to do.</summary>
internal sealed record GenerateOptions(long Bills, ulong Seed, string OutputFile);

/// <summary>What it wrote.</summary>
internal sealed record Generated(long Bills, long Lines, long Members, decimal Amount);

/// <summary>
/// <c>generate</c>: receipt lines of an invented shop over two years, in order of time, the same for the same seed on
/// every machine. Whole numbers only. Members and items follow Zipf's law, as in real shops: few of them make most of
/// the lines.
/// </summary>
internal sealed class GenerateCommand(GenerateOptions options)
{
    private const int Stores = 12;
    private const int TillsOfAStore = 4;
    private const int Items = 3_000;
    private const int OpeningMinute = 8 * 60;
    private const int OpenMinutes = 13 * 60; // shut before midnight and after two: no till works when the clock is changed

    private static readonly LocalDate FirstDay = new(2023, 1, 1);
    private static readonly LocalDate LastDay = new(2024, 12, 31);
    private static readonly LocalDateTimePattern Time = LocalDateTimePattern.CreateWithInvariantCulture("yyyy-MM-dd HH:mm:ss");

    private readonly GenerateDice _dice = new(options.Seed);
    private readonly long _memberCount = Math.Clamp(options.Bills / 14, 5, 5_000_000);
    private readonly long[] _receipts = new long[Stores * TillsOfAStore];
    private readonly HashSet<long> _members = [];
    private long _lines;
    private long _cents;

    public Generated Run(CancellationToken ct = default)
    {
        using var stream = new FileStream(options.OutputFile, FileMode.Create, FileAccess.Write);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
        writer.WriteLine("member,bill,time,store,sku,quantity,amount,discount");
        var bills = 0L;
        foreach (var (day, count) in Days())
        {
            ct.ThrowIfCancellationRequested();
            for (var i = 0L; i < count; i++, bills++)
            {
                WriteBill(writer, day.AtMidnight().PlusSeconds(SecondOfDay(i, count)));
            }
        }

        return new Generated(bills, _lines, _members.Count, _cents / 100m);
    }

    /// <summary>Shares the bills out over the days: Saturdays are busy, Sundays short, December half as busy again.</summary>
    private IEnumerable<(LocalDate Day, long Bills)> Days()
    {
        var total = AllDays().Sum(Weight);
        var before = 0L;
        var given = 0L;
        foreach (var day in AllDays())
        {
            before += Weight(day);
            var upToHere = (long)((Int128)options.Bills * before / total);
            yield return (day, upToHere - given);
            given = upToHere;
        }

        static IEnumerable<LocalDate> AllDays()
        {
            for (var day = FirstDay; day <= LastDay; day = day.PlusDays(1))
            {
                yield return day;
            }
        }

        static long Weight(LocalDate day)
        {
            var weight = day.DayOfWeek switch
            {
                IsoDayOfWeek.Saturday => 170L,
                IsoDayOfWeek.Friday => 140,
                IsoDayOfWeek.Sunday => 80,
                _ => 100,
            };
            return day.Month == 12 ? weight * 3 / 2 : weight;
        }
    }

    /// <summary>The i-th of a day's bills gets a random second of the i-th slice of the opening hours.</summary>
    private long SecondOfDay(long i, long count)
    {
        var open = OpenMinutes * 60L;
        var from = open * i / count;
        var to = open * (i + 1) / count;
        return (OpeningMinute * 60L) + from + _dice.Below(Math.Max(1, to - from));
    }

    private void WriteBill(StreamWriter writer, LocalDateTime time)
    {
        var member = Scatter(Shopper());
        _members.Add(member);
        // Most people shop where they live.
        var store = _dice.Below(10) < 8 ? member % Stores : _dice.Below(Stores);
        var till = (store * TillsOfAStore) + _dice.Below(TillsOfAStore);
        var receipt = ++_receipts[till];
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"M{member:D7},{store + 1:D2}-{(till % TillsOfAStore) + 1}-{receipt:D6},{Time.Format(time)},S{store + 1:D2},");
        // The smaller of two dice: many small baskets, few large ones.
        for (var lines = 1 + Math.Min(_dice.Below(12), _dice.Below(12)); lines > 0; lines--)
        {
            WriteLine(writer, head);
        }
    }

    /// <summary>
    /// Zipf's law with its first ranks left out: the busiest member comes once or twice a week, some twenty times as
    /// often as the rarest, and is not a tenth of the shop.
    /// </summary>
    private long Shopper()
    {
        var leftOut = _memberCount / 20;
        while (true)
        {
            if (_dice.Zipf(_memberCount + leftOut) - leftOut is > 0 and var rank)
            {
                return rank;
            }
        }
    }

    private void WriteLine(StreamWriter writer, string head)
    {
        var item = _dice.Zipf(Items);
        var weighed = item % 9 == 0;
        var price = Price(item, weighed);
        var thousandths = weighed ? 150 + _dice.Below(1_850) : 1_000 * (_dice.Below(5) == 0 ? 2 + _dice.Below(3) : 1);
        var full = ((price * thousandths) + 500) / 1_000;
        var discount = _dice.Below(10) == 0 ? full * (10 + (10 * _dice.Below(4))) / 100 : 0;
        var amount = full - discount;
        _lines++;
        _cents += amount;
        var quantity = weighed
            ? string.Create(CultureInfo.InvariantCulture, $"{thousandths / 1_000}.{thousandths % 1_000:D3}")
            : (thousandths / 1_000).ToString(CultureInfo.InvariantCulture);
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{head}P{item:D5},{quantity},{amount / 100}.{amount % 100:D2},{discount / 100}.{discount % 100:D2}"));
    }

    /// <summary>A price in cents that is the item's own: most under 10, some far above.</summary>
    private static long Price(long item, bool weighed)
    {
        var own = GenerateDice.Mix((ulong)item);
        var cents = 49 + (long)(own % 950);
        return own % 20 == 0 && !weighed ? cents * 8 : cents;
    }

    /// <summary>Card numbers that do not tell who shops most: multiplication by a number coprime to a prime is one to one.</summary>
    private static long Scatter(long rank) => (rank * 1_000_003) % 9_999_991;
}
