using NodaTime;

namespace Loyalty;

/// <summary>Forms that several coupon records share.</summary>
internal static class CouponCodec
{
    public static void Time(this RecordWriter writer, Instant? time)
    {
        writer.Bool(time is not null);
        if (time is { } set) writer.Signed(Ticks.Of(set));
    }

    public static Instant? Time(this ref RecordReader reader) => reader.Bool() ? Ticks.ToInstant(reader.Signed()) : null;

    public static void Money(this RecordWriter writer, decimal? amount)
    {
        writer.Bool(amount is not null);
        if (amount is { } set) writer.Decimal(set);
    }

    public static decimal? Money(this ref RecordReader reader) => reader.Bool() ? reader.Decimal() : null;

    public static void Texts(this RecordWriter writer, IReadOnlyDictionary<string, string>? texts)
    {
        writer.Count(texts?.Count ?? 0);
        if (texts is null) return;
        foreach (var text in texts.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            writer.Text(text.Key);
            writer.Text(text.Value);
        }
    }

    public static IReadOnlyDictionary<string, string>? Texts(this ref RecordReader reader)
    {
        var count = reader.Length();
        if (count == 0) return null;
        var texts = new Dictionary<string, string>(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            if (!texts.TryAdd(reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? "")) throw RecordReader.Damaged();
        return texts;
    }

    public static void Holds(this RecordWriter writer, IReadOnlyList<CouponHold> holds)
    {
        writer.Count(holds.Count);
        foreach (var hold in holds)
        {
            writer.Count(hold.Reservation);
            writer.Count(hold.Coupon);
            writer.Count(hold.Customer);
            writer.Signed(hold.EndsAt.ToUnixTimeTicks());
        }
    }

    public static IReadOnlyList<CouponHold> Holds(this ref RecordReader reader)
    {
        var holds = new CouponHold[reader.Length()];
        for (var i = 0; i < holds.Length; i++) holds[i] = new(reader.Count(), reader.Count(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        return holds;
    }

    public static void Numbers(this RecordWriter writer, IReadOnlyList<long> numbers)
    {
        writer.Count(numbers.Count);
        foreach (var number in numbers) writer.Count(number);
    }

    public static IReadOnlyList<long> Numbers(this ref RecordReader reader)
    {
        var numbers = new long[reader.Length()];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.Count();
        return numbers;
    }

    /// <summary>The holds that are alive, without one.</summary>
    public static IReadOnlyList<CouponHold> Alive(this IReadOnlyList<CouponHold> holds, Instant now, long without = 0)
    {
        foreach (var hold in holds)
            if (hold.EndsAt <= now || hold.Reservation == without) return [.. holds.Where(each => each.EndsAt > now && each.Reservation != without)];
        return holds;
    }
}
