using System.Globalization;
using System.Text;
using Loyalty;
using NodaTime;
using NodaTime.Text;

namespace Pos.Export;

/// <summary>
/// The journal as plain-text double entry for hledger: one transaction an entry, dated by when it counts and, as second
/// date, by when it was recorded. What the clock owes but nobody has written yet is marked pending (!). At the end stand
/// the balances as the engine states them, as assertions: <c>hledger check</c> proves them from the transactions alone.
/// </summary>
internal sealed class HledgerExport(TextWriter writer, DatedTexts sorted, Instant now)
{
    private static readonly Bucket[] s_ofProgram = [Bucket.Issued, Bucket.Redeemed, Bucket.Expired, Bucket.Returned, Bucket.Deducted, Bucket.Transferred];

    private readonly StringBuilder _text = new();
    private LocalDate _last = LocalDate.MinIsoValue;

    /// <summary>Declares everything at the head, then writes the transactions in order. Answers how many.</summary>
    public async Task<long> WriteAsync(IReadOnlyList<Workplace> shops, CancellationToken ct)
    {
        await writer.WriteLineAsync("decimal-mark .");
        foreach (var shop in shops)
        {
            foreach (var currency in await MemberReading.CurrenciesAsync(shop, ct)) await ReadAsync(new Books(currency), currency, shop, ct);
        }

        var written = 0L;
        foreach (var (day, text) in sorted.InOrder())
        {
            ct.ThrowIfCancellationRequested();
            await writer.WriteLineAsync();
            await writer.WriteAsync(LocalDatePattern.Iso.Format(day ?? _last));
            await writer.WriteAsync(text);
            written++;
        }

        return written;
    }

    /// <summary>The first pass: declarations go to the head of the file, transactions to be sorted.</summary>
    private async Task ReadAsync(Books books, MemberCurrency currency, Workplace shop, CancellationToken ct)
    {
        await writer.WriteLineAsync($"commodity {books.Sample} {books.Commodity}");
        foreach (var bucket in s_ofProgram) await writer.WriteLineAsync($"account {books.Account(bucket, default)}");
        _last = LocalDate.Max(_last, books.Day(now));
        var sums = new decimal[s_ofProgram.Length];
        await foreach (var member in MemberReading.MembersAsync(shop, ct))
        {
            Statement? first = null;
            var touched = new HashSet<Bucket> { Bucket.Available };
            await foreach (var page in MemberReading.PagesAsync(currency, member.Id, ct))
            {
                if (first is null)
                {
                    first = page;
                    foreach (var due in page.Due) Add(books, member.Id, due, touched);
                }

                foreach (var row in page.Rows) Add(books, member.Id, row, touched);
            }

            // Not in the program, or never had any of the currency.
            if (first is null || (currency.Alternate is not null && touched.Count == 1)) continue;
            var owned = touched.Where(bucket => !s_ofProgram.Contains(bucket)).Order().ToList();
            foreach (var bucket in owned) await writer.WriteLineAsync($"account {books.Account(bucket, member.Id)}");
            Assert(books, $"balance {books.In}of member {member.Id}", owned.Select(bucket => (books.Account(bucket, member.Id), Stated(first.Totals, bucket))));
            for (var i = 0; i < sums.Length; i++) sums[i] += Stated(first.Totals, s_ofProgram[i]);
        }

        Assert(books, $"sums {books.In}of {currency.Definition.Organisation.Code}", s_ofProgram.Select((bucket, i) => (books.Account(bucket, default), sums[i])));
    }

    private void Add(Books books, CustomerId member, StatementRow entry, HashSet<Bucket> touched)
    {
        var isDue = entry.Position == 0;
        _text.Clear();
        _text.Append('=').Append(LocalDatePattern.Iso.Format(books.Day(entry.Recorded)));
        _text.Append(isDue ? " ! " : string.Create(CultureInfo.InvariantCulture, $" * ({entry.Position}) "));
        _text.Append(entry.Kind).Append(" of member ").Append(member);
        // A semicolon would begin the comment.
        if (entry.Bill is { } bill) _text.Append(", bill ").Append(bill.Replace(';', ','));
        _text.Append("  ; effective:").Append(Say.Instant(entry.Effective)).Append(", recorded:").Append(Say.Instant(entry.Recorded)).Append('\n');
        foreach (var movement in entry.Movements)
        {
            touched.Add(movement.Source);
            touched.Add(movement.Target);
            Posting(books, books.Account(movement.Target, member), movement.Points, movement.Lot);
            Posting(books, books.Account(movement.Source, member), -movement.Points, movement.Lot);
        }

        var day = books.Day(entry.Effective);
        _last = LocalDate.Max(_last, day);
        sorted.Add(day, entry.Effective, isDue ? long.MaxValue : entry.Position, _text.ToString());
    }

    private void Posting(Books books, string account, decimal points, long? lot)
    {
        _text.Append("    ").Append(account).Append("  ").Append(Say.Number(points)).Append(' ').Append(books.Commodity);
        if (lot is { } number) _text.Append("  ; lot:").Append(number.ToString(CultureInfo.InvariantCulture));
        _text.Append('\n');
    }

    private void Assert(Books books, string what, IEnumerable<(string Account, decimal Points)> balances)
    {
        _text.Clear();
        _text.Append(" * ").Append(what).Append('\n');
        foreach (var (account, points) in balances)
        {
            _text.Append("    ").Append(account).Append("  0 ").Append(books.Commodity).Append(" = ").Append(Say.Number(points)).Append(' ').Append(books.Commodity).Append('\n');
        }

        sorted.Add(null, default, 0, _text.ToString());
    }

    /// <summary>What an account must come to. What units leave is negative: the source of awards, and what a member owes.</summary>
    private static decimal Stated(PointsTotals totals, Bucket bucket) => bucket switch
    {
        Bucket.Promised => totals.Promised,
        Bucket.Available => totals.Available,
        Bucket.Held => totals.Held,
        Bucket.Debt => -totals.Debt,
        Bucket.Issued => -totals.Issued,
        Bucket.Redeemed => totals.Redeemed,
        Bucket.Expired => totals.Expired,
        Bucket.Returned => totals.Returned,
        Bucket.Deducted => totals.Deducted,
        Bucket.Transferred => totals.Sent - totals.Received,
        _ => throw new ArgumentOutOfRangeException(nameof(bucket), bucket, null),
    };

    /// <summary>Names of accounts and of one currency of a program, and its calendar.</summary>
    private sealed class Books(MemberCurrency currency)
    {
        private readonly DateTimeZone _zone = DateTimeZoneProviders.Tzdb[currency.Program.Zone ?? currency.Definition.Organisation.Zone];

        /// <summary>Whose accounts they are: of the organisation, then of what is not the points of its default program.</summary>
        private readonly string _prefix = currency.Definition.Organisation.Code
            + (currency.Program == currency.Definition.Program ? "" : ":" + currency.Program.Code)
            + (currency.Alternate is { } other ? ":" + Plain(other.Name) : "");

        /// <summary>What is said of other than the points of the default program.</summary>
        public string In { get; } = currency.Program == currency.Definition.Program && currency.Alternate is null ? "" : $"in {currency.Program.Code}{(currency.Alternate is { } some ? "." + Plain(some.Name) : "")} ";

        public string Commodity { get; } = $"\"{currency.Definition.Organisation.Code}.{currency.Program.Code}{(currency.Alternate is { } alternate ? "." + Plain(alternate.Name) : "")}\"";

        /// <summary>An amount that declares the scale.</summary>
        public string Sample { get; } = "1000." + new string('0', currency.Scale);

        public LocalDate Day(Instant instant) => instant.InZone(_zone).Date;

        public string Account(Bucket bucket, CustomerId member) => bucket switch
        {
            Bucket.Promised or Bucket.Available or Bucket.Held => $"assets:{_prefix}:{member}:{NameOf(bucket)}",
            Bucket.Debt => $"liabilities:{_prefix}:{member}:{NameOf(bucket)}",
            Bucket.Issued => $"income:{_prefix}:{NameOf(bucket)}",
            Bucket.Transferred => $"equity:{_prefix}:{NameOf(bucket)}",
            _ => $"expenses:{_prefix}:{NameOf(bucket)}",
        };

        /// <summary>A name of a currency as a part of a name of an account.</summary>
        private static string Plain(string name) => string.Concat(name.Select(each => char.IsLetterOrDigit(each) || each == '-' ? each : '_'));

        private static string NameOf(Bucket bucket) => bucket switch
        {
            Bucket.Promised => "promised",
            Bucket.Available => "available",
            Bucket.Held => "held",
            Bucket.Debt => "debt",
            Bucket.Issued => "issued",
            Bucket.Redeemed => "redeemed",
            Bucket.Expired => "expired",
            Bucket.Returned => "returned",
            Bucket.Deducted => "deducted",
            Bucket.Transferred => "transferred",
            _ => throw new ArgumentOutOfRangeException(nameof(bucket), bucket, null),
        };
    }
}
