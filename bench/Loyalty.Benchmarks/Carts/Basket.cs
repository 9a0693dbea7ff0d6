namespace Loyalty.Benchmarks;

/// <summary>A line of a basket; money in hundredths.</summary>
internal readonly record struct BasketLine(string Sku, string Category, int Quantity, int Price)
{
    public long Base => (long)Quantity * Price;
}

/// <summary>A basket as lean as can be: what the floor and the peers are given. Members are public for the expressions of a rules engine.</summary>
public sealed class Basket
{
    internal BasketLine[] Lines { get; init; } = [];

    /// <summary>Tier of the member.</summary>
    public required string Tier { get; init; }

    /// <summary>Codes presented.</summary>
    public required string[] Codes { get; init; }

    /// <summary>When, in seconds.</summary>
    public required long At { get; init; }

    /// <summary>What it comes to, in hundredths.</summary>
    public required long Total { get; init; }

    /// <summary>Pieces of an item.</summary>
    public int QuantityOf(string sku)
    {
        var quantity = 0;
        foreach (ref readonly var line in Lines.AsSpan())
            if (line.Sku == sku) quantity += line.Quantity;
        return quantity;
    }

    /// <summary>Whether anything of a category is in it.</summary>
    public bool HasCategory(string category)
    {
        foreach (ref readonly var line in Lines.AsSpan())
            if (line.Category == category) return true;
        return false;
    }

    /// <summary>Whether a code was presented.</summary>
    public bool HasCode(string code) => Array.IndexOf(Codes, code) >= 0;
}

internal enum DealKind
{
    Bundle,
    SkuPercent,
    CategoryPercent,
    Code,
    Minimum,
    TierMinimum,
}

/// <summary>A promotion as lean as can be. Money in hundredths, times in seconds.</summary>
internal sealed record Deal(int Number, DealKind Kind)
{
    public string Id { get; } = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"P{Number:000000}");

    /// <summary>The item, category or tier.</summary>
    public string Key { get; init; } = "";

    /// <summary>Pieces of a bundle, the free ones included.</summary>
    public int Pieces { get; init; }

    public int Free { get; init; }

    public int Percent { get; init; }

    public int Off { get; init; }

    public long Minimum { get; init; }

    public long From { get; init; }

    public long Until { get; init; } = long.MaxValue;

    /// <summary>Half a hundredth goes down, as in the engine.</summary>
    public static long PercentOf(long amount, int percent) => ((amount * percent) + 49) / 100;
}
