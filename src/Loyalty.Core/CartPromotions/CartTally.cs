using NodaTime;

namespace Loyalty;

/// <summary>Uses at one instant: applications, transactions and money.</summary>
internal readonly record struct CartCount(Instant At, long Redemptions, long Transactions, decimal Discount)
{
    public bool IsNothing => Redemptions == 0 && Transactions == 0 && Discount == 0;
}

/// <summary>What is reserved by an evaluation whose lock holds: it counts like a use until the lock ends (cart-promotions R15, R18).</summary>
internal readonly record struct CartHold(long Evaluation, Instant From, Instant Until, long Redemptions, decimal Discount)
{
    public bool IsAlive(Instant at) => From <= at && at < Until;
}

/// <summary>Uses of a promotion by one member, of one code or record, or by all: for ever, and one by one as far back as a window looks.</summary>
internal sealed record CartTally
{
    public static readonly CartTally None = new();

    public long Redemptions { get; init; }

    public long Transactions { get; init; }

    public decimal Discount { get; init; }

    /// <summary>The latest uses, by time; none where no window counts them.</summary>
    public IReadOnlyList<CartCount> Recent { get; init; } = [];

    public IReadOnlyList<CartHold> Holds { get; init; } = [];

    public bool IsEmpty => Redemptions == 0 && Transactions == 0 && Discount == 0 && Recent.Count == 0 && Holds.Count == 0;

    /// <summary>Adds a use. Those further than so many days before the latest are let go; 0 keeps none.</summary>
    public CartTally With(CartCount use, int keepDays)
    {
        var after = Sum(use);
        if (keepDays == 0) return after;
        var latest = Recent.Count > 0 && Recent[^1].At > use.At ? Recent[^1].At : use.At;
        var first = latest - Duration.FromDays(keepDays);
        return after with { Recent = [.. Merged(use).Where(each => each.At >= first)] };
    }

    /// <summary>Adds the uses and reservations of another member (cart-promotions R23).</summary>
    public CartTally With(CartTally other) => new()
    {
        Redemptions = Redemptions + other.Redemptions,
        Transactions = Transactions + other.Transactions,
        Discount = Canonical.Trim(Discount + other.Discount),
        Recent = other.Recent.Aggregate(this, static (sum, use) => sum with { Recent = sum.Merged(use) }).Recent,
        Holds = [.. Holds, .. other.Holds],
    };

    /// <summary>Takes off what a return brings back, in the window of the use; a use let go since is only taken off the sum.</summary>
    public CartTally Without(CartCount use)
    {
        var back = new CartCount(use.At, -use.Redemptions, -use.Transactions, -use.Discount);
        return Sum(back) with { Recent = Recent.Any(each => each.At == use.At) ? [.. Merged(back).Where(each => !each.IsNothing)] : Recent };
    }

    public CartTally Holding(CartHold hold, Instant now) => this with { Holds = [.. Alive(now, hold.Evaluation), hold] };

    public CartTally Freeing(long evaluation, Instant now) => this with { Holds = Alive(now, evaluation) };

    private CartTally Sum(CartCount use) => this with { Redemptions = Redemptions + use.Redemptions, Transactions = Transactions + use.Transactions, Discount = Canonical.Trim(Discount + use.Discount) };

    private List<CartCount> Merged(CartCount use)
    {
        var merged = new List<CartCount>(Recent.Count + 1);
        var isIn = false;
        foreach (var each in Recent)
        {
            if (!isIn && each.At >= use.At)
            {
                isIn = true;
                if (each.At == use.At)
                {
                    merged.Add(new(use.At, each.Redemptions + use.Redemptions, each.Transactions + use.Transactions, Canonical.Trim(each.Discount + use.Discount)));
                    continue;
                }
                merged.Add(use);
            }
            merged.Add(each);
        }
        if (!isIn) merged.Add(use);
        return merged;
    }

    private CartHold[] Alive(Instant now, long without) => [.. Holds.Where(each => each.Until > now && each.Evaluation != without)];

    public void Write(RecordWriter writer)
    {
        writer.Count(Redemptions);
        writer.Count(Transactions);
        writer.Decimal(Discount);
        writer.Count(Recent.Count);
        foreach (var use in Recent)
        {
            writer.Signed(use.At.ToUnixTimeTicks());
            writer.Count(use.Redemptions);
            writer.Count(use.Transactions);
            writer.Decimal(use.Discount);
        }
        writer.Count(Holds.Count);
        foreach (var hold in Holds)
        {
            writer.Count(hold.Evaluation);
            writer.Signed(hold.From.ToUnixTimeTicks());
            writer.Signed(hold.Until.ToUnixTimeTicks());
            writer.Count(hold.Redemptions);
            writer.Decimal(hold.Discount);
        }
    }

    public static CartTally Read(ref RecordReader reader)
    {
        var (redemptions, transactions, discount) = (reader.Count(), reader.Count(), reader.Decimal());
        var recent = new CartCount[reader.Length()];
        for (var i = 0; i < recent.Length; i++) recent[i] = new(Instant.FromUnixTimeTicks(reader.Signed()), reader.Count(), reader.Count(), reader.Decimal());
        var holds = new CartHold[reader.Length()];
        for (var i = 0; i < holds.Length; i++) holds[i] = new(reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()), Instant.FromUnixTimeTicks(reader.Signed()), reader.Count(), reader.Decimal());
        return new() { Redemptions = redemptions, Transactions = transactions, Discount = discount, Recent = recent, Holds = holds };
    }
}
