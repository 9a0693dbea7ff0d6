using System.Globalization;
using Pos.Import;

namespace Pos.Tests;

/// <summary>What an engine does to bills, without one: a repeated bill is recognised, another one under its number refused.</summary>
internal class FakeSink : IBillSink
{
    private readonly Dictionary<string, (string Content, BillResult Answer)> _contents = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _members = [];

    /// <summary>Bills in the order in which they were added.</summary>
    public List<StagedBill> Bills { get; } = [];

    /// <summary>Sizes of the batches that were sent, since the sink was made.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>Throws when this many batches have been sent; the batch is kept when <see cref="KeepsLastBatch"/>.</summary>
    public int? DiesAfter { get; set; }

    /// <summary>A process can be killed after a commit and before the checkpoint.</summary>
    public bool KeepsLastBatch { get; set; }

    /// <summary>Members that are refused.</summary>
    public HashSet<string> Blocked { get; } = [];

    public ValueTask<IReadOnlyList<BillResult>> AddAsync(IReadOnlyList<StagedBill> bills, CancellationToken ct)
    {
        var dies = Batches.Count == DiesAfter;
        if (dies && !KeepsLastBatch)
        {
            throw new KilledException();
        }

        Batches.Add(bills.Count);
        IReadOnlyList<BillResult> results = [.. bills.Select(Add)];
        return dies ? throw new KilledException() : ValueTask.FromResult(results);
    }

    /// <summary>All that a bill says; not where it stood in the file.</summary>
    public static string Content(StagedBill bill) => string.Create(
        CultureInfo.InvariantCulture,
        $"{bill.Member}|{bill.Time}|{bill.Store}|{bill.Amount}|{bill.Discount}|{Fields(bill.Fields)}|{string.Join(";", bill.Lines.Select(Line))}");

    private static string Line(StagedLine line) => string.Create(
        CultureInfo.InvariantCulture, $"{line.Sku},{line.Quantity},{line.Amount},{line.Discount},{Fields(line.Fields)}");

    private static string Fields(IReadOnlyDictionary<string, string>? fields) =>
        fields is null ? "" : string.Join("&", fields.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    private BillResult Add(StagedBill bill)
    {
        if (Blocked.Contains(bill.Member))
        {
            return new BillResult(false, false, false, 0, "customer.blocked", $"{bill.Member} is blocked.");
        }

        var content = Content(bill);
        if (_contents.TryGetValue(bill.Number, out var before))
        {
            return before.Content == content
                ? before.Answer with { Replayed = true } // the first answer, whether a member was new included
                : new BillResult(false, false, false, 0, "bill.duplicate", "Another bill has this number.");
        }

        var answer = new BillResult(true, false, _members.Add(bill.Member), decimal.Floor(bill.Amount), null, null);
        _contents.Add(bill.Number, (content, answer));
        Bills.Add(bill);
        return answer;
    }
}

/// <summary>A sink that can say what it holds, as the engine's journal can.</summary>
internal sealed class FakeResumableSink : FakeSink, IResumableSink
{
    public ValueTask<string> MarkAsync(CancellationToken ct) =>
        ValueTask.FromResult(string.Create(CultureInfo.InvariantCulture, $"{Bills.Count}:{(Bills.Count == 0 ? "" : Bills[^1].Number)}"));

    public ValueTask<bool> HoldsAsync(string mark, CancellationToken ct)
    {
        var parts = mark.Split(':');
        var count = int.Parse(parts[0], CultureInfo.InvariantCulture);
        return ValueTask.FromResult(count <= Bills.Count && (count == 0 || Bills[count - 1].Number == parts[1]));
    }
}

internal sealed class KilledException : Exception;
