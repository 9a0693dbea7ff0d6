using Pos.Import;

namespace Pos;

/// <summary>
/// A data file that is not there yet, and is made only when there is a bill to keep: until one is taken, bills are put to a
/// shop in memory under the same program, which answers as the new file would.
/// </summary>
internal sealed class FreshFileSink(Func<IReadOnlyList<StagedBill>, CancellationToken, ValueTask<IReadOnlyList<BillResult>>> rehearse, Func<CancellationToken, ValueTask<IResumableSink>> make) : IResumableSink
{
    private IResumableSink? _file;

    public async ValueTask<IReadOnlyList<BillResult>> AddAsync(IReadOnlyList<StagedBill> bills, CancellationToken ct)
    {
        if (_file is null)
        {
            var results = await rehearse(bills, ct);
            if (results.All(result => !result.Accepted)) return results;
            _file = await make(ct);
        }

        return await _file.AddAsync(bills, ct);
    }

    public ValueTask<string> MarkAsync(CancellationToken ct) => _file?.MarkAsync(ct) ?? new("");

    /// <summary>Without a file nothing is held.</summary>
    public ValueTask<bool> HoldsAsync(string mark, CancellationToken ct) => _file?.HoldsAsync(mark, ct) ?? new(mark.Length == 0);
}
