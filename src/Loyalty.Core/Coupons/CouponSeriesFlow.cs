using static System.FormattableString;

namespace Loyalty;

/// <summary>How a series is made and changed: one entry a version in the series' own account.</summary>
internal static class CouponSeriesFlow
{
    public static Outcome<CouponSeriesDetails> Create(CommandContext context, CreateCouponSeries command)
    {
        if (Checked(context, command.Settings, out var print, "coupons.create_series") is { } unfit) return unfit;
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        var desk = new CouponDesk(context, context.Recorded);
        if (first is not null) return context.Accept(Answer(desk, first), replayed: true);
        var settings = CouponSeriesFields.Plain(command.Settings);
        if (settings.SeriesCode is { } code && desk.Book.Claim(ClaimKind.SeriesCode, desk.Organisation, 0, code.ToUpperInvariant()) is not null) return new CouponSeriesCodeTaken(Text.Shown(code));
        if (settings.GenericCode is { } common)
        {
            if (CouponCode.Normal(common) is not { } normal) return new CouponSeriesInvalid([new("/genericCode", "cannot be a code", "1 to 50 characters")]);
            if (CouponLookup.IsTaken(desk, desk.Book.Shapes(desk.Organisation), normal, 0)) return new CouponGenericCodeTaken(Text.Shown(common));
        }
        var id = context.Work.NextId(CouponSeries.All);
        settings = settings with { SeriesCode = settings.SeriesCode ?? OwnCode(desk, id) };
        return context.Accept(Save(desk, new CouponSeriesSaved(id, desk.Organisation, 1, settings.ToJson()), 0, print));
    }

    public static Outcome<CouponSeriesDetails> Update(CommandContext context, UpdateCouponSeries command)
    {
        if (Checked(context, command.Settings, out var print, "coupons.update_series") is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (desk.Series(command.Series) is not { } series) return new CouponSeriesUnknown(command.Series.ToString());
        print = new Fingerprint("coupons.update_series").With("series", series.Id).With("content", unchecked((long)print)).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(desk, first), replayed: true);
        if (command.Version is { } read && read != series.Version) return new CouponSeriesChanged(read, series.Version);
        var settings = CouponSeriesFields.Plain(command.Settings);
        settings = settings with { SeriesCode = settings.SeriesCode ?? series.Settings.SeriesCode };
        if (Fixed(series.Settings, settings, series.Settings.CountsIssues ? desk.Book.Tally(series.Id) : desk.Book.Totals(series)).ToArray() is { Length: > 0 } faults) return new CouponSeriesInvalid(faults);
        var json = settings.ToJson();
        if (json == series.Json) return context.Accept(Show(desk, series), replayed: true);
        return context.Accept(Save(desk, new CouponSeriesSaved(series.Id, desk.Organisation, series.Version + 1, json), 0, print));
    }

    public static CouponSeriesDetails Show(CouponDesk desk, CouponSeries series)
    {
        var tally = desk.Book.Totals(series);
        return new(new(series.Id), series.Version, series.Settings, series.CreatedAt, CouponTimes.SeriesEnd(series.Settings, desk.Zone))
        {
            Issued = tally.Issued,
            Redeemed = tally.Redeemed,
            Uploaded = tally.Uploaded,
            Pooled = tally.Pooled,
            LatestIssue = tally.LatestIssue,
            LatestRedemption = tally.LatestRedemption,
        };
    }

    /// <summary>The versions of a series, newest first, from its own account's entries.</summary>
    public static IReadOnlyList<CouponSeriesVersion> History(CouponDesk desk, CouponSeries series, int limit)
    {
        var account = Accounts.Find(desk.Context.Work, Owner.OfSeries(series.Id))!;
        return
        [
            .. EntryFold.Backwards(desk.Context.Work, account.LastPosition)
                .SelectMany(entry => entry.Changes.OfType<CouponSeriesSaved>().Select(saved => new CouponSeriesVersion(
                    saved.Version, entry.Effective, entry.User, CouponSeriesFields.Read(saved.Json).Settings!, entry.Position)))
                .Take(limit),
        ];
    }

    /// <summary>Warns when codes are so few that trying them pays (coupons R11).</summary>
    public static void WarnOfGuessing(CommandContext context, CouponSeriesSettings settings)
    {
        if (!settings.IsGenerated || settings.MaxCreate is not { } most) return;
        var codes = CouponPermutation.DomainOf(settings.AlphaNumeric, settings.CodeLength);
        if (most > codes / 1000) context.Warn(new CouponsGuessable(most, codes));
    }

    private static Refusal? Checked(CommandContext context, CouponSeriesSettings? settings, out ulong print, string name)
    {
        print = 0;
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        if (settings is null) return new CouponSeriesInvalid([new("", "is null", "a coupon series")]);
        var faults = CouponSeriesFields.Faults(settings);
        if (faults.Count > 0) return new CouponSeriesInvalid(faults);
        print = new Fingerprint(name).With("json", settings.ToJson()).Value();
        WarnOfGuessing(context, settings);
        return null;
    }

    private static CouponSeriesDetails Save(CouponDesk desk, CouponSeriesSaved saved, long owner, ulong print)
    {
        var hand = desk.Take(Owner.OfSeries(saved.Series));
        hand.Begin(EntryKind.CouponSeries, EntryFacts.None, desk.Program.Version);
        desk.Do(hand, saved);
        hand.Finish();
        hand.Close(desk.Context.Work, desk.Context.Header);
        desk.Context.RememberKey(owner, null, print, hand.OwnEntry.Position);
        return Show(desk, desk.Book.KnownSeries(saved.Series));
    }

    /// <summary>The first answer of a repeated command: the settings as it saved them, the counts of now.</summary>
    private static CouponSeriesDetails Answer(CouponDesk desk, JournalEntry entry)
    {
        var saved = entry.Changes.OfType<CouponSeriesSaved>().Single();
        var series = desk.Book.KnownSeries(saved.Series);
        return Show(desk, new CouponSeries(series.Id, series.Organisation, saved.Version, saved.Json, series.CreatedAt));
    }

    /// <summary>What coupons already stand on cannot change.</summary>
    private static IEnumerable<DefinitionFault> Fixed(CouponSeriesSettings before, CouponSeriesSettings after, CouponTally tally)
    {
        if (!string.Equals(before.SeriesCode, after.SeriesCode, StringComparison.OrdinalIgnoreCase)) yield return new("/seriesCode", Invariant($"is '{after.SeriesCode}'"), Invariant($"'{before.SeriesCode}': a code never changes"));
        if (before.GenericCode != after.GenericCode) yield return new("/genericCode", "is another", Invariant($"'{before.GenericCode}': a code never changes"));
        var isUsed = tally.Issued > 0 || tally.Uploaded > 0;
        var isGeneric = before.Handling == CouponHandling.Generic || after.Handling == CouponHandling.Generic;
        if (before.Handling != after.Handling && (isUsed || isGeneric)) yield return new("/clientHandlingType", "is another", "what it was when the first coupon came, and never from or to GENERIC");
        if (before.ExternalIssual != after.ExternalIssual && isUsed) yield return new("/externalIssual", "is another", "what it was when the first coupon came");
        if (after.MaxCreate is { } most && most <= tally.Issued && most != before.MaxCreate) yield return new("/maxCreate", Invariant($"is {most}"), Invariant($"more than the {tally.Issued} issued already"));
    }

    /// <summary>A code made for a series that was given none: 8 characters of its number.</summary>
    private static string OwnCode(CouponDesk desk, long id) => new CouponPermutation(desk.Key, 0, true, 8).Of(id);
}
