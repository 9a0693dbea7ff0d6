using Loyalty;
using NodaTime;
using Spectre.Console;

namespace Pos.Till;

/// <summary>A statement laid out for a screen, and as facts for a machine.</summary>
internal static class StatementSheet
{
    public static object Facts(CustomerDetails member, Statement statement, TierProgress? progress, IReadOnlyList<ProgramPart> beside) => new
    {
        Customer = member.Id,
        member.ExternalId,
        statement.At,
        statement.Known,
        statement.Tier,
        statement.LifetimePurchases,
        Progress = progress,
        statement.Balance,
        statement.Totals,
        statement.Lots,
        statement.Rows,
        statement.Next,
        Beside = beside.Select(part => new
        {
            part.Program,
            part.Currency,
            Tier = part.Currency is null ? part.Statement.Tier : null,
            part.Statement.Balance,
            part.Statement.Totals,
            part.Statement.Lots,
            part.Statement.Rows,
            part.Statement.Next,
        }),
    };

    public static void Write(
        IAnsiConsole console, CustomerDetails member, Statement statement, TierProgress? progress, IReadOnlyList<ProgramPart> beside, BalanceHistory history, string currency, DateTimeZone zone)
    {
        var balance = statement.Balance;
        console.Write(new Rule(Markup.Escape($"Statement of {Names.Of(member)}")) { Justification = Justify.Left });
        var facts = new Grid().AddColumn().AddColumn();
        Fact("as of", Say.Time(statement.At, zone) + (statement.Known < statement.At ? $", as known on {Say.Time(statement.Known, zone)}" : ""));
        Fact("points", Say.Points(balance.Points) + Also(balance.Promised, "promised") + Also(balance.Held, "held") + Also(balance.Debt, "owed"));
        if (statement.Tier is { } standing) Fact("tier", $"{standing}, purchases of {Say.Money(statement.LifetimePurchases)} {currency}");
        if (progress?.NextTier is { } next) Fact("next tier", $"{next}: {Missing(progress.ForUpgrade)}");
        if (progress?.ValidUntil is { } end) Fact("tier until", $"{Say.Time(end - Duration.FromTicks(1), zone)}: {(progress.RenewalConfirmed ? "will be renewed" : Missing(progress.ForRenewal))}");
        if (balance.NextExpiry is { } expiry) Fact("next to lapse", $"{Say.Points(balance.NextExpiring)} points, good until {Say.Time(expiry - Duration.FromTicks(1), zone)}");
        var totals = statement.Totals;
        Fact("ever", $"issued {Say.Points(totals.Issued)}, redeemed {Say.Points(totals.Redeemed)}, expired {Say.Points(totals.Expired)}, taken back {Say.Points(totals.Returned)}");
        foreach (var part in beside)
        {
            var (has, tier) = (part.Statement.Balance, part.Currency is null && part.Statement.Tier is { } name ? $", {name}" : "");
            var until = has.NextExpiry is { } lapses ? $", {Say.Points(has.NextExpiring)} of them good until {Say.Time(lapses - Duration.FromTicks(1), zone)}" : "";
            Fact(part.Name, Say.Points(has.Points) + (part.Currency is null ? " points" : "") + tier + Also(has.Promised, "promised") + Also(has.Held, "held") + Also(has.Debt, "owed") + until);
        }

        console.Write(facts);
        console.WriteLine();
        foreach (var line in BalanceChart.Draw(history, console.Profile.Capabilities.Unicode)) console.WriteLine(line);
        console.WriteLine();
        console.Write(Rows(statement, zone));
        if (statement.Next is not null) console.WriteLine("Older rows: --limit N");

        void Fact(string name, string value) => facts.AddRow(new Text(name, new Style(decoration: Decoration.Dim)), new Text(value));
    }

    /// <summary>What is missing, condition by condition.</summary>
    public static string Missing(IReadOnlyList<TierGap> gaps) =>
        string.Join(", ", gaps.Select(gap => $"{Say.Money(gap.Missing)} of {Say.Money(gap.Needed)} {gap.Name.ToLowerInvariant().Replace('_', ' ')} missing"));

    private static Table Rows(Statement statement, DateTimeZone zone)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("when", "what", "bill");
        table.AddColumn(new TableColumn("points").RightAligned());
        table.AddColumn("how");
        foreach (var row in statement.Rows)
        {
            table.AddRow(
                new Text(Say.Time(row.Effective, zone)), new Text(What(row.Kind)), new Text(row.Bill ?? ""), new Text(Say.Change(row.Change)),
                new Text(string.Join(", ", row.Movements.GroupBy(Word).Select(moved => $"{Say.Points(moved.Sum(each => each.Points))} {moved.Key}"))));
        }

        return table;
    }

    private static string Word(Movement moved) => (moved.Source, moved.Target) switch
    {
        (Bucket.Issued, Bucket.Available) => "earned",
        (Bucket.Issued, Bucket.Promised) => "promised",
        (Bucket.Promised, Bucket.Available) => "usable now",
        (_, Bucket.Held) => "held",
        (Bucket.Held, Bucket.Available) => "released",
        (_, Bucket.Redeemed) => "spent",
        (Bucket.Redeemed, _) => "given back",
        (_, Bucket.Expired) => "lapsed",
        (_, Bucket.Returned) => "taken back",
        (_, Bucket.Transferred) => "sent",
        (Bucket.Transferred, _) => "received",
        (_, Bucket.Debt) => "of debt met",
        _ => $"{moved.Source} > {moved.Target}",
    };

    private static string What(EntryKind kind) => kind switch
    {
        EntryKind.Clock => "by the clock",
        EntryKind.Enrolment => "enrolled",
        EntryKind.Sale => "sale",
        EntryKind.Return => "return",
        EntryKind.Redemption => "redemption",
        EntryKind.Hold => "hold",
        EntryKind.Capture => "hold captured",
        EntryKind.Release => "hold released",
        EntryKind.SaleReservation => "reserved for a sale",
        EntryKind.SaleRelease => "reservation let go",
        EntryKind.Reversal => "reversal",
        EntryKind.TransferOut => "sent",
        EntryKind.TransferIn => "received",
        EntryKind.Gift => "gift",
        EntryKind.Status => "status",
        EntryKind.Tier => "tier set",
        EntryKind.TierAction => "tier managed",
        EntryKind.PartnerLink => "linked to a partner",
        EntryKind.PartnerUpdate => "partner's tier changed",
        EntryKind.PartnerDelink => "link to a partner ended",
        EntryKind.Goodwill => "goodwill",
        EntryKind.Deduction => "taken by hand",
        EntryKind.ExpiryMove => "end of points moved",
        EntryKind.Opening => "brought over",
        EntryKind.BillUpdate => "bill updated",
        EntryKind.OutlierSale => "sale, no points",
        EntryKind.ProgramEnrolment => "enrolled in the program",
        EntryKind.ProgramsRedemption => "redemption over all programs",
        _ => "program",
    };

    private static string Also(decimal points, string what) => points == 0 ? "" : $", {Say.Points(points)} {what}";
}
