using NodaTime;

namespace Loyalty;

/// <summary>A code of a promotion, with its uses.</summary>
internal sealed record CartCode
{
    public static readonly Collection<CartCode> All = new("cart_codes", KeyKind.Number, Read, static (code, writer) => code.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required string Promotion { get; init; }

    /// <summary>As given; it is compared ignoring case.</summary>
    public required string Text { get; init; }

    public required Instant At { get; init; }

    /// <summary>The last instant, included.</summary>
    public required Instant Until { get; init; }

    /// <summary>The only member who can use it, 0 for everybody.</summary>
    public long Customer { get; init; }

    public bool IsInactive { get; init; }

    public CartTally Uses { get; init; } = CartTally.None;

    /// <summary>How often it was used, those that came back too: the number of its latest use.</summary>
    public long Used { get; init; }

    /// <summary>The form in which codes are compared (cart-promotions R27).</summary>
    public static string Normal(string text) => text.Trim().ToUpperInvariant();

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Text(Promotion);
        writer.Text(Text);
        writer.Signed(At.ToUnixTimeTicks());
        writer.Signed(Until.ToUnixTimeTicks());
        writer.Count(Customer);
        writer.Bool(IsInactive);
        Uses.Write(writer);
        writer.Count(Used);
    }

    private static CartCode Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Promotion = reader.Text() ?? throw RecordReader.Damaged(),
        Text = reader.Text() ?? throw RecordReader.Damaged(),
        At = Instant.FromUnixTimeTicks(reader.Signed()),
        Until = Instant.FromUnixTimeTicks(reader.Signed()),
        Customer = reader.Count(),
        IsInactive = reader.Bool(),
        Uses = CartTally.Read(ref reader),
        Used = reader.Count(),
    };
}

/// <summary>What an entry says of a new code.</summary>
internal readonly record struct CartCodeTerms(long Id, string Text, Instant Until);
