using NodaTime;

namespace Loyalty;

/// <summary>A change of coupons: folded into the account whose entry it stands in, and into the records of coupons.</summary>
internal abstract record CouponChange : AccountChange
{
    public override void Apply(Account account, in FoldContext context)
    {
    }

    /// <summary>Folds the change into the records.</summary>
    public abstract void Apply(CouponBook book, in CouponMoment moment);
}

/// <summary>A series was made, or its settings replaced: the audit entry, and what older entries are judged by.</summary>
internal sealed record CouponSeriesSaved(long Series, long Organisation, long Version, string Json) : CouponChange
{
    public const byte TagOnDisk = 80;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var before = book.Series(Series);
        var after = new CouponSeries(Series, Organisation, Version, Json, before?.CreatedAt ?? moment.Effective);
        book.Put(CouponSeries.All, new RecordKey(Series), after);
        if (before is null) book.Put(new CouponTally(), Series);
        else if (after.Settings.CountsUses != before.Settings.CountsUses) book.Put(Recounted(book, after.Settings.CountsUses, moment), Series);
        if (before is null && after.Settings.SeriesCode is { } code) book.PutClaim(ClaimKind.SeriesCode, Organisation, 0, code.ToUpperInvariant(), new Claim(Series));
        if (after.Settings is { Handling: CouponHandling.Generic, GenericCode: { } common } && before is null)
            book.Name(Organisation, ClaimKind.GenericCode, CouponCode.Normal(common)!, Series);
        if (!after.Settings.IsGenerated) return;
        var shapes = book.Shapes(Organisation);
        var format = FormatOf(after.Settings, book.Tally(Series).NextSerial);
        var newest = shapes.Generated.LastOrDefault(each => each.Series == Series);
        if (newest is null || !newest.Format.IsSameAs(format))
            book.Put(CouponShapes.All, new RecordKey(Organisation), shapes with { Generated = [.. shapes.Generated, new CouponShape(Series, format)] });
    }

    /// <summary>A cap begins with what was used before it; without one nothing is kept.</summary>
    private CouponTally Recounted(CouponBook book, bool counts, in CouponMoment moment)
    {
        var tally = book.Tally(Series);
        if (!counts) return tally with { Redeemed = 0, LatestRedemption = null, Holds = [] };
        tally = book.Summed(Series, tally, issues: false, uses: true);
        return tally with { Holds = tally.Holds.Alive(moment.Recorded) };
    }

    public static CouponFormat FormatOf(CouponSeriesSettings settings, long from) =>
        new(from, settings.CouponPrefix.ToUpperInvariant(), settings.CouponSuffix.ToUpperInvariant(), settings.AlphaNumeric, settings.CodeLength);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Series);
        writer.Count(Organisation);
        writer.Count(Version);
        writer.Text(Json);
    }

    public static CouponSeriesSaved ReadBody(ref RecordReader reader, Instant effective) =>
        new(reader.Count(), reader.Count(), reader.Count(), reader.Text() ?? throw RecordReader.Damaged());
}

/// <summary>Serials were issued at once, without holders.</summary>
internal sealed record CouponStretchIssued(CouponStretch Stretch) : CouponChange
{
    public const byte TagOnDisk = 81;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        book.Put(CouponStretch.All, RecordKey.Pair(Stretch.Series, Stretch.First), Stretch);
        var tally = book.Tally(Stretch.Series);
        book.Put(tally with { Issued = tally.Issued + Stretch.Count - Stretch.Skipped.Count, NextSerial = Stretch.First + Stretch.Count, LatestIssue = moment.Effective }, Stretch.Series);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Stretch.Series);
        writer.Count(Stretch.First);
        writer.Count(Stretch.Count);
        writer.Numbers(Stretch.Skipped);
        writer.Signed(unchecked(effective.ToUnixTimeTicks() - Stretch.IssuedAt.ToUnixTimeTicks()));
        writer.Byte((byte)Stretch.Strategy);
        writer.Count(Stretch.StrategyValue);
    }

    public static CouponStretchIssued ReadBody(ref RecordReader reader, Instant effective) =>
        new(new CouponStretch(
            reader.Count(), reader.Count(), reader.Count(), reader.Numbers(), Instant.FromUnixTimeTicks(unchecked(effective.ToUnixTimeTicks() - reader.Signed())),
            (CouponExpiry)reader.Byte(), (int)reader.Count(), null));
}

/// <summary>A stretch was revoked: none of its codes that is not used yet is good any more.</summary>
internal sealed record CouponStretchRevoked(long Series, long First) : CouponChange
{
    public const byte TagOnDisk = 82;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var key = RecordKey.Pair(Series, First);
        book.Put(CouponStretch.All, key, (book.Find(CouponStretch.All, key) ?? throw new StoreException(StoreFault.Corrupt, $"Stretch {First} of coupon series {Series} is missing.")) with { RevokedAt = moment.Effective });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Series);
        writer.Count(First);
    }

    public static CouponStretchRevoked ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count());
}

/// <summary>Codes were uploaded into the pool of a series.</summary>
internal sealed record CouponsPooled(long Series, IReadOnlyList<PooledCode> Codes) : CouponChange
{
    public const byte TagOnDisk = 83;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var organisation = book.KnownSeries(Series).Organisation;
        foreach (var (id, code) in Codes)
        {
            book.Put(new Coupon { Id = id, Organisation = organisation, Series = Series, Code = code, IsPooled = true, IssuedAt = moment.Effective });
            book.Put(CouponIndex.All, CouponIndex.InPool(Series, id), new CouponIndex(id));
            book.Name(organisation, ClaimKind.CouponCode, code, id);
        }
        var tally = book.Tally(Series);
        book.Put(tally with { Uploaded = tally.Uploaded + Codes.Count, Pooled = tally.Pooled + Codes.Count }, Series);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Series);
        writer.Count(Codes.Count);
        foreach (var (id, code) in Codes)
        {
            writer.Count(id);
            writer.Text(code);
        }
    }

    public static CouponsPooled ReadBody(ref RecordReader reader, Instant effective)
    {
        var series = reader.Count();
        var codes = new PooledCode[reader.Length()];
        for (var i = 0; i < codes.Length; i++) codes[i] = new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged());
        return new(series, codes);
    }
}

/// <summary>A code of a pool.</summary>
internal readonly record struct PooledCode(long Id, string Code);

/// <summary>Whence a coupon's code came.</summary>
internal enum CouponOrigin : byte
{
    /// <summary>Made now, of the next serial.</summary>
    Made = 1,

    /// <summary>From a stretch issued before: the code gets a coupon of its own because it is used or named.</summary>
    Stretch = 2,

    /// <summary>From the pool.</summary>
    Pool = 3,

    /// <summary>Uploaded together with its holder.</summary>
    Uploaded = 4,

    /// <summary>The common code of the series.</summary>
    Generic = 5,
}

/// <summary>A coupon was issued to the owner of the entry, or (of a stretch, used by anyone) to nobody.</summary>
internal sealed record CouponIssued(Coupon Coupon, CouponOrigin Origin, int Day, int KeepDays) : CouponChange
{
    public const byte TagOnDisk = 84;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (Coupon.Holder == 0) return;
        var section = account.Edit(CouponSection.Kind);
        var count = section.Of(Coupon.Series);
        section.Set(count with { Issued = count.Issued + 1, Issues = CouponCount.With(count.Issues, new CouponDay(Coupon.Id, Day), KeepDays) });
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var coupon = Coupon with { Organisation = book.KnownSeries(Coupon.Series).Organisation };
        var before = book.Coupon(coupon.Id);
        // Who used a code before it was named counts as before.
        if (before is not null) coupon = coupon with { Uses = before.Uses, HolderUses = book.UsesBy(before, coupon.Holder), NewestUses = before.NewestUses, Holds = before.Holds };
        if (before is not null && coupon.HolderUses > 0) book.Delete(CouponIndex.All, CouponIndex.UsedBy(coupon.Id, coupon.Holder));
        book.Put(coupon);
        if (coupon.Holder != 0) book.Put(CouponIndex.All, CouponIndex.HeldBy(coupon.Holder, coupon.Id), new CouponIndex(coupon.Id));
        if (coupon.Bill != 0) book.Put(CouponIndex.All, CouponIndex.ForBill(coupon.Bill, coupon.Id), new CouponIndex(coupon.Id));
        if (before is null || before.IsPooled) book.Put(CouponIndex.All, CouponIndex.OfSeries(coupon.Series, coupon.Id), new CouponIndex(coupon.Id));
        switch (Origin)
        {
            case CouponOrigin.Made:
                Count(book, moment, tally => tally with { NextSerial = coupon.Serial + 1 });
                book.PutClaim(ClaimKind.CouponCode, coupon.Organisation, 0, coupon.Code, new Claim(coupon.Id));
                break;
            case CouponOrigin.Stretch:
                book.PutClaim(ClaimKind.CouponCode, coupon.Organisation, 0, coupon.Code, new Claim(coupon.Id));
                break;
            case CouponOrigin.Pool:
                Count(book, moment, static tally => tally with { Pooled = tally.Pooled - 1 });
                book.Delete(CouponIndex.All, CouponIndex.InPool(coupon.Series, coupon.Id));
                break;
            case CouponOrigin.Uploaded:
                Count(book, moment, static tally => tally with { Uploaded = tally.Uploaded + 1 });
                book.Name(coupon.Organisation, ClaimKind.CouponCode, coupon.Code, coupon.Id);
                break;
            default:
                book.PutClaim(ClaimKind.GenericHolder, coupon.Organisation, coupon.Holder, GenericText(coupon.Series), new Claim(coupon.Id));
                break;
        }
    }

    /// <summary>What the series keeps of an issue: it is written anyway, for the serial or the pool.</summary>
    private void Count(CouponBook book, in CouponMoment moment, Func<CouponTally, CouponTally> change)
    {
        var tally = change(book.Tally(Coupon.Series));
        book.Put(tally with { Issued = tally.Issued + 1, LatestIssue = moment.Effective }, Coupon.Series);
    }

    public static string GenericText(long series) => series.ToString(System.Globalization.CultureInfo.InvariantCulture);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)Origin);
        writer.Signed(Day);
        writer.Count(KeepDays);
        writer.Count(Coupon.Id);
        writer.Count(Coupon.Series);
        writer.Text(Coupon.Code);
        writer.Signed(Coupon.Serial);
        writer.Count(Coupon.Holder);
        writer.Signed(unchecked(effective.ToUnixTimeTicks() - Coupon.IssuedAt.ToUnixTimeTicks()));
        writer.Byte((byte)Coupon.Strategy);
        writer.Count(Coupon.StrategyValue);
        writer.Time(Coupon.ExpiresAt);
        writer.Count(Coupon.Bill);
        writer.Texts(Coupon.Notes);
    }

    public static CouponIssued ReadBody(ref RecordReader reader, Instant effective)
    {
        var origin = (CouponOrigin)reader.Byte();
        var day = (int)reader.Signed();
        var keep = (int)reader.Count();
        return new(
            new Coupon
            {
                Id = reader.Count(),
                Organisation = 0,
                Series = reader.Count(),
                Code = reader.Text() ?? throw RecordReader.Damaged(),
                Serial = reader.Signed(),
                Holder = reader.Count(),
                IssuedAt = Instant.FromUnixTimeTicks(unchecked(effective.ToUnixTimeTicks() - reader.Signed())),
                Strategy = (CouponExpiry)reader.Byte(),
                StrategyValue = (int)reader.Count(),
                ExpiresAt = reader.Time(),
                Bill = reader.Count(),
                Notes = reader.Texts(),
            },
            origin, day, keep);
    }
}

/// <summary>A coupon was revoked; in an account's entry its holder's slot comes back.</summary>
internal sealed record CouponRevoked(long Coupon, long Series, long Holder) : CouponChange
{
    public const byte TagOnDisk = 85;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (Holder == 0) return;
        var section = account.Edit(CouponSection.Kind);
        var count = section.Of(Series);
        section.Set(count with { Issued = count.Issued - 1, Issues = CouponCount.Without(count.Issues, Coupon) });
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var coupon = book.Known(Coupon);
        if (coupon.IsPooled)
        {
            var tally = book.Tally(Series);
            book.Put(tally with { Pooled = tally.Pooled - 1 }, Series);
            book.Delete(CouponIndex.All, CouponIndex.InPool(Series, Coupon));
        }
        book.Put(coupon with { RevokedAt = moment.Effective });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Coupon);
        writer.Count(Series);
        writer.Count(Holder);
    }

    public static CouponRevoked ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), reader.Count());
}

/// <summary>A coupon was given another end.</summary>
internal sealed record CouponExpirySet(long Coupon, Instant ExpiresAt) : CouponChange
{
    public const byte TagOnDisk = 86;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment) => book.Put(book.Known(Coupon) with { ExpiresAt = ExpiresAt });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Coupon);
        writer.Signed(ExpiresAt.ToUnixTimeTicks());
    }

    public static CouponExpirySet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
}
