using System.Globalization;

namespace Loyalty.Benchmarks;

/// <summary>What the ratio of a row must reach, and what we would like it to.</summary>
internal sealed record Goal(bool AtLeast, double Limit, double? Aim = null)
{
    public static Goal Least(double limit, double? aim = null) => new(AtLeast: true, limit, aim);

    public static Goal Most(double limit, double? aim = null) => new(AtLeast: false, limit, aim);

    public bool IsMet(double ratio) => AtLeast ? ratio >= Limit : ratio <= Limit;

    public override string ToString()
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? ">=" : "<=")} {Limit}");
        return Aim is { } aim ? string.Create(CultureInfo.InvariantCulture, $"{limit}, aim {aim}") : limit;
    }
}

/// <summary>One ratio: ours to a floor or peer. Without a goal it informs only; without ours the engine cannot do it yet.</summary>
internal sealed record Row(string Name, Contestant? Ours, Contestant Peer, Goal? Goal = null);

/// <summary>Rows whose contestants take turns; a contestant in several rows runs once a pass.</summary>
internal sealed record Heat(IReadOnlyList<Row> Rows)
{
    public IEnumerable<Contestant> Contestants => Rows.SelectMany(row => new[] { row.Ours, row.Peer }).OfType<Contestant>().Distinct();
}

/// <summary>A row with what its contestants answered in each pass.</summary>
internal sealed record RowResult(Row Row, IReadOnlyList<double>? OursPasses, IReadOnlyList<double> PeerPasses)
{
    public double? Ours => OursPasses is null ? null : Median(OursPasses);

    public double Peer => Median(PeerPasses);

    /// <summary>The median of the ratios of each pass, since what slows one side of a pass mostly slows the other.</summary>
    public double? Ratio => Ratios is null ? null : Median(Ratios);

    public bool? Met => Ratio is { } ratio ? Row.Goal?.IsMet(ratio) : null;

    /// <summary>The lowest and the highest ratio of one pass.</summary>
    public (double Low, double High)? Spread => Ratios is null ? null : (Ratios.Min(), Ratios.Max());

    private IReadOnlyList<double>? Ratios { get; } = OursPasses is null
        ? null
        : [.. Enumerable.Range(0, Math.Max(OursPasses.Count, PeerPasses.Count)).Select(pass => At(OursPasses, pass) / At(PeerPasses, pass))];

    private static double At(IReadOnlyList<double> passes, int pass) => passes[passes.Count == 1 ? 0 : pass];

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
