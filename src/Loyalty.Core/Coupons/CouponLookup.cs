using NodaTime;

namespace Loyalty;

/// <summary>A coupon that was looked for: it, or one that has no record of its own yet (id 0), or why there is none.</summary>
internal readonly record struct CouponFound(CouponSeries? Series, Coupon? Coupon, CouponRefusal? Refusal);

/// <summary>Finds coupons by what people type (coupons R7-R10).</summary>
internal static class CouponLookup
{
    /// <summary>The coupon of a code. <paramref name="customer"/> says whose coupon a common code means.</summary>
    public static CouponFound Find(CouponDesk desk, string? given, CustomerId? customer)
    {
        var shown = Text.Shown(given ?? "");
        if (CouponCode.Normal(given) is not { } code) return new(null, null, new CouponMalformed(shown));
        var shapes = desk.Book.Shapes(desk.Organisation);
        if (IsMistyped(desk, shapes, code)) return new(null, null, new CouponMalformed(shown));
        if (Exact(desk, shapes, code, customer, shown) is { } exact) return exact;
        var read = new List<CouponFound>();
        foreach (var key in (string[])[CouponCode.Key(code), CouponCode.DigitKey(code)])
        {
            if (desk.Book.Claim(ClaimKind.CouponKey, desk.Organisation, 0, key) is not { } claim) continue;
            foreach (var subject in claim.Subjects)
                Add(read, subject < 0 ? Generic(desk, ~subject, customer, shown) : Known(desk, desk.Book.Known(subject)));
        }
        foreach (var shape in shapes.Generated)
        {
            if (shape.Format.RandomPartOfKey(code) is not { } random) continue;
            if (Generated(desk, shapes, shape, random) is { } found) Add(read, found);
        }
        return read.Count switch
        {
            0 => new(null, null, new CouponUnknown(shown)),
            1 => read[0],
            _ => new(null, null, new CouponMalformed(shown)),
        };
    }

    /// <summary>The coupon of an id.</summary>
    public static CouponFound Find(CouponDesk desk, CouponId id) =>
        id.Value is > 0 and < 1L << 53 && desk.Book.Coupon(id.Value) is { } coupon && coupon.Organisation == desk.Organisation
            ? Known(desk, coupon)
            : new(null, null, new CouponUnknown(id.ToString()));

    /// <summary>Whether a code is in use, or could be read as one that a generated series has given out.</summary>
    public static bool IsTaken(CouponDesk desk, CouponShapes shapes, string code, long exceptSeries)
    {
        if (shapes.OtherLengths.Contains(CouponCode.Bare(code).Length)
            && (desk.Book.Claim(ClaimKind.CouponCode, desk.Organisation, 0, code) is not null || desk.Book.Claim(ClaimKind.GenericCode, desk.Organisation, 0, code) is not null)) return true;
        foreach (var shape in shapes.Generated)
        {
            if (shape.Series == exceptSeries || shape.Format.RandomPart(code) is not { Length: > 0 } random) continue;
            if (desk.Permutation(shape.Series, shape.Format).SerialOf(random) is { } serial && IsOf(desk, shapes, shape, serial)) return true;
        }
        return false;
    }

    /// <summary>Whether a code of this form could also be one of another form, or an uploaded one.</summary>
    public static bool CanClash(CouponShapes shapes, CouponFormat format, long series) =>
        shapes.OtherLengths.Contains(CouponCode.Bare(format.Prefix + format.Suffix).Length + format.Length)
        || shapes.Generated.Any(shape => shape.Series != series && shape.Format.CanMeet(format));

    /// <summary>The stretch that a serial was issued with, or null.</summary>
    public static CouponStretch? StretchOf(CouponDesk desk, long series, long serial)
    {
        var rows = new List<KeyValuePair<RecordKey, CouponStretch>>(1);
        var range = new KeyRange { From = RecordKey.Pair(series, 0), To = RecordKey.Pair(series, serial + 1) };
        desk.Context.Work.Scan(CouponStretch.All, range, 1, true, rows);
        return rows.Count == 1 && rows[0].Value.Holds(serial) ? rows[0].Value : null;
    }

    /// <summary>
    /// Whether only a generated code can be meant and its check character is wrong in every reading: known without a look at the coupons.
    /// </summary>
    private static bool IsMistyped(CouponDesk desk, CouponShapes shapes, string code)
    {
        if (shapes.OtherLengths.Contains(CouponCode.Bare(code).Length)) return false;
        var fits = false;
        foreach (var shape in shapes.Generated)
        {
            if (shape.Format.RandomPartOfKey(code) is not { } random) continue;
            fits = true;
            if (desk.Permutation(shape.Series, shape.Format).IsChecked(random)) return false;
        }
        return fits;
    }

    private static CouponFound? Exact(CouponDesk desk, CouponShapes shapes, string code, CustomerId? customer, string shown)
    {
        if (desk.Book.Claim(ClaimKind.CouponCode, desk.Organisation, 0, code) is { } claim) return Known(desk, desk.Book.Known(claim.Subject));
        if (desk.Book.Claim(ClaimKind.GenericCode, desk.Organisation, 0, code) is { } generic) return Generic(desk, generic.Subject, customer, shown);
        foreach (var shape in shapes.Generated)
            if (shape.Format.RandomPart(code) is { Length: > 0 } random && Generated(desk, shapes, shape, random.ToString()) is { } found) return found;
        return null;
    }

    private static CouponFound Known(CouponDesk desk, Coupon coupon) =>
        new(desk.Book.Series(coupon.Series) ?? throw new StoreException(StoreFault.Corrupt, $"Series {coupon.Series} of coupon {coupon.Id} is missing."), coupon, null);

    private static CouponFound Generic(CouponDesk desk, long number, CustomerId? customer, string shown)
    {
        var series = desk.Book.KnownSeries(number);
        if (customer is { } who && desk.Book.Claim(ClaimKind.GenericHolder, desk.Organisation, who.Value, CouponIssued.GenericText(number)) is { } claim)
            return new(series, desk.Book.Known(claim.Subject), null);
        if (customer is not { } holder || !series.Settings.AnyUser) return new(series, null, new CouponNotIssued(shown));
        return new(series, new Coupon
        {
            Id = 0,
            Organisation = desk.Organisation,
            Series = number,
            Code = CouponCode.Normal(series.Settings.GenericCode)!,
            Holder = holder.Value,
            IssuedAt = desk.Effective,
            Strategy = series.Settings.Expiry,
            StrategyValue = Math.Max(0, series.Settings.ExpiryValue),
        }, null);
    }

    private static CouponFound? Generated(CouponDesk desk, CouponShapes shapes, CouponShape shape, string random)
    {
        if (desk.Permutation(shape.Series, shape.Format).SerialOf(random) is not { } serial || !IsOf(desk, shapes, shape, serial)) return null;
        var code = shape.Format.Prefix + random + shape.Format.Suffix;
        if (desk.Book.Claim(ClaimKind.CouponCode, desk.Organisation, 0, code) is { } claim)
        {
            var coupon = desk.Book.Known(claim.Subject);
            return coupon.Series == shape.Series ? Known(desk, coupon) : null;
        }
        if (StretchOf(desk, shape.Series, serial) is not { } stretch) return null;
        return new(desk.Book.Series(shape.Series), new Coupon
        {
            Id = 0,
            Organisation = desk.Organisation,
            Series = shape.Series,
            Code = code,
            Serial = serial,
            IssuedAt = stretch.IssuedAt,
            Strategy = stretch.Strategy,
            StrategyValue = stretch.StrategyValue,
            RevokedAt = stretch.RevokedAt,
        }, null);
    }

    /// <summary>Whether a serial was given out in this form: later forms of the series begin after it.</summary>
    private static bool IsOf(CouponDesk desk, CouponShapes shapes, CouponShape shape, long serial)
    {
        if (serial < shape.Format.FromSerial || serial >= desk.Book.Tally(shape.Series).NextSerial) return false;
        foreach (var other in shapes.Generated)
            if (other.Series == shape.Series && other.Format.FromSerial > shape.Format.FromSerial && serial >= other.Format.FromSerial) return false;
        return true;
    }

    private static void Add(List<CouponFound> read, CouponFound found)
    {
        // The same coupon read in two ways is one coupon.
        if (!read.Any(each => each.Coupon?.Code == found.Coupon?.Code && each.Series?.Id == found.Series?.Id)) read.Add(found);
    }
}
