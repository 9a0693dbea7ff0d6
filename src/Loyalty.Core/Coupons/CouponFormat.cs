namespace Loyalty;

/// <summary>The form that a generated series' codes have from a serial on; codes given out before keep theirs.</summary>
/// <param name="FromSerial">First serial of this form.</param>
/// <param name="Prefix">What stands before the random part, upper case.</param>
/// <param name="Suffix">What stands after it, upper case.</param>
/// <param name="IsAlphaNumeric">Letters and digits, or digits only.</param>
/// <param name="Length">Length of the random part.</param>
internal sealed record CouponFormat(long FromSerial, string Prefix, string Suffix, bool IsAlphaNumeric, int Length)
{
    /// <summary>The form of the random part in a code as it stands (upper case), or empty when it is not of this form.</summary>
    public ReadOnlySpan<char> RandomPart(ReadOnlySpan<char> code) =>
        code.Length == Prefix.Length + Length + Suffix.Length && code.StartsWith(Prefix, StringComparison.Ordinal) && code.EndsWith(Suffix, StringComparison.Ordinal)
            ? code.Slice(Prefix.Length, Length)
            : default;

    /// <summary>The random part of a code that was read with look-alikes, separators and spaces in it, as it was meant; or null.</summary>
    public string? RandomPartOfKey(string given)
    {
        // Within prefix and suffix letters count as they are read everywhere; the random part is read as this form's alphabet.
        var (before, after) = (CouponCode.Key(Prefix), CouponCode.Key(Suffix));
        var bare = CouponCode.Bare(given);
        if (bare.Length != before.Length + Length + after.Length) return null;
        var letters = CouponCode.Key(bare);
        if (!letters.StartsWith(before, StringComparison.Ordinal) || !letters.EndsWith(after, StringComparison.Ordinal)) return null;
        var middle = bare.Substring(before.Length, Length);
        return IsAlphaNumeric ? CouponCode.Key(middle) : CouponCode.DigitKey(middle);
    }

    public bool IsSameAs(CouponFormat other) =>
        Prefix == other.Prefix && Suffix == other.Suffix && IsAlphaNumeric == other.IsAlphaNumeric && Length == other.Length;

    /// <summary>Whether some text could be a code of both forms.</summary>
    public bool CanMeet(CouponFormat other) =>
        Prefix.Length + Length + Suffix.Length == other.Prefix.Length + other.Length + other.Suffix.Length
        && Fits(Prefix, other.Prefix, 0) && Fits(Suffix, other.Suffix, 1);

    private static bool Fits(string a, string b, int end)
    {
        var common = Math.Min(a.Length, b.Length);
        return end == 0 ? a.AsSpan(0, common).SequenceEqual(b.AsSpan(0, common)) : a.AsSpan(a.Length - common).SequenceEqual(b.AsSpan(b.Length - common));
    }

    public void Write(RecordWriter writer)
    {
        writer.Count(FromSerial);
        writer.Text(Prefix);
        writer.Text(Suffix);
        writer.Bool(IsAlphaNumeric);
        writer.Count(Length);
    }

    public static CouponFormat Read(ref RecordReader reader) =>
        new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged(), reader.Bool(), (int)reader.Count());
}

/// <summary>Codes as people write them (coupons R7, R8).</summary>
internal static class CouponCode
{
    public const int Longest = 100;

    /// <summary>The form in which codes are unique: trimmed, upper case; null when it cannot be a code.</summary>
    public static string? Normal(string? given)
    {
        if (given is null || given.Length > Longest + 20) return null;
        var trimmed = given.Trim();
        return trimmed.Length is > 0 and <= Longest && Text.IsClean(trimmed) ? trimmed.ToUpperInvariant() : null;
    }

    /// <summary>Without what is written between groups.</summary>
    public static string Bare(string code) =>
        code.AsSpan().IndexOfAny(" -_") < 0 ? code : string.Concat(code.Where(c => c is not (' ' or '-' or '_')));

    /// <summary>The key under which look-alikes meet: bare, O as 0, I and L as 1.</summary>
    public static string Key(string code) => string.Create(Bare(code).Length, Bare(code), static (span, bare) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = bare[i] switch { 'O' => '0', 'I' or 'L' => '1', var c => c };
    });

    /// <summary>The key of what can only be digits: S as 5, B as 8 and Z as 2 too.</summary>
    public static string DigitKey(string code) => string.Create(Bare(code).Length, Key(code), static (span, key) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = key[i] switch { 'S' => '5', 'B' => '8', 'Z' => '2', var c => c };
    });
}
