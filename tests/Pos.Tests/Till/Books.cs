using System.Globalization;
using System.Text.RegularExpressions;

namespace Pos.Tests.Till;

/// <summary>
/// A reader of the double entry that the export writes, apart from hledger and from the exporter: it knows no bucket and
/// no point, only dates, accounts and amounts, and refuses what does not add up.
/// </summary>
internal sealed partial class Books
{
    private readonly Dictionary<string, decimal> _balances = [];
    private readonly HashSet<string> _accounts = [];
    private readonly HashSet<string> _commodities = [];
    private readonly List<Transaction> _transactions = [];
    private int _asserted;

    internal sealed record Transaction(string Date, string Second, bool IsPending, string Code, string Description, List<(string Account, decimal Amount)> Postings);

    public IReadOnlyList<Transaction> Transactions => _transactions;

    public IReadOnlyDictionary<string, decimal> Balances => _balances;

    /// <summary>How many balances were asserted, and found to be right.</summary>
    public int Asserted => _asserted;

    public static Books Read(string path)
    {
        var books = new Books();
        foreach (var line in File.ReadLines(path)) books.Take(line);
        books.Close();
        return books;
    }

    private void Take(string line)
    {
        if (line.Length == 0) Close();
        else if (line.StartsWith("account ", StringComparison.Ordinal)) Assert.True(_accounts.Add(line["account ".Length..]), line);
        else if (line.StartsWith("commodity ", StringComparison.Ordinal)) Assert.True(_commodities.Add(line.Split(' ', 3)[2]), line);
        else if (line.StartsWith("    ", StringComparison.Ordinal)) Post(line);
        else if (line != "decimal-mark .") Open(line);
    }

    private void Open(string line)
    {
        var head = Head().Match(line);
        Assert.True(head.Success, line);
        var date = head.Groups["date"].Value;
        Assert.True(_transactions.Count == 0 || string.CompareOrdinal(_transactions[^1].Date, date) <= 0, $"{line} stands behind {_transactions.LastOrDefault()?.Date}");
        _transactions.Add(new(date, head.Groups["second"].Value, head.Groups["state"].Value == "!", head.Groups["code"].Value, head.Groups["text"].Value, []));
    }

    private void Post(string line)
    {
        var posting = Posting().Match(line);
        Assert.True(posting.Success, line);
        var (account, amount) = (posting.Groups["account"].Value, Number(posting.Groups["amount"]));
        Assert.Contains(account, _accounts);
        Assert.Contains(posting.Groups["commodity"].Value, _commodities);
        _transactions[^1].Postings.Add((account, amount));
        var balance = _balances[account] = _balances.GetValueOrDefault(account) + amount;
        if (!posting.Groups["asserted"].Success) return;
        Assert.True(Number(posting.Groups["asserted"]) == balance, $"{line} but it is {balance}");
        _asserted++;
    }

    private void Close()
    {
        if (_transactions.Count > 0) Assert.Equal(0, _transactions[^1].Postings.Sum(posting => posting.Amount));
    }

    private static decimal Number(Group group) => decimal.Parse(group.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex("""^(?<date>\d{4}-\d\d-\d\d)(=(?<second>\d{4}-\d\d-\d\d))? (?<state>[*!]) (\((?<code>\d+)\) )?(?<text>[^;|]+?)(  ; effective:\S+, recorded:\S+)?$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Head();

    [GeneratedRegex("""^    (?<account>[^ ;]+)  (?<amount>-?[0-9.]+) (?<commodity>"[^"]+")( = (?<asserted>-?[0-9.]+) "[^"]+")?(  ; lot:\d+)?$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Posting();
}
